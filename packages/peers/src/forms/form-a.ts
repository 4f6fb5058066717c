// The classes that are upgraded, in their first form. Every import with another `?version=` evaluates them anew, as a release does,
// so each version has code and type feedback of its own. Versions from 2 on come from form B.

import { Actor, actor, add, attribute, drop, migration, oneway, type Oneway, rename, request } from '@instar/core'

const version = Number(new URL(import.meta.url).searchParams.get('version'))
const previous = `${version - 1}.0.0`

@actor({ version: `${version}.0.0` })
export class Creature extends Actor {
  @attribute() name: string
  @attribute() age: number

  constructor(name: string, age: number) {
    super()
    this.name = name
    this.age = age
  }

  @request({ const: true }) getAge(): number {
    return this.age
  }

  @oneway() declareBirthday(): Oneway {
    this.age += 1
  }

  weigh(food: number): number {
    return this.age + food
  }
}

@actor({
  version: `${version}.0.0`,
  migrations:
    version === 1
      ? []
      : [
          migration(
            previous,
            rename('energy', 'lives'),
            drop('z'),
            add('y', ({ x }) => x + 1),
          ),
        ],
})
export class Cat extends Creature {
  @attribute() x = 0
  @attribute() y = 0
  @attribute() lives = 9

  @request() feed(amount: number): number {
    this.lives += amount
    return this.lives
  }

  override weigh(food: number): number {
    return super.weigh(food) + this.x + this.lives
  }
}

@actor({ version: `${version}.0.0` })
export class Kitten extends Cat {
  override weigh(food: number): number {
    return super.weigh(food) + this.age
  }

  /** The object behind the ref, which nobody else should have; here for `weighOften`. */
  @request() itself(): Kitten {
    return this
  }

  /** Calls a method of the class many times, on one instance after the other, so that V8 takes nothing out of the loop. */
  @request() weighOften(litter: readonly Kitten[], times: number): number {
    let sum = 0
    for (let i = 0; i < times; i++) sum = (sum + litter[i & 63]!.weigh(i & 15)) & 1023
    return sum
  }
}
