// The classes of the instar subject: the three levels that every subject has, and one whose instances pass messages on.

import { Actor, actor, attribute, oneway, type Oneway, type Ref, request } from '@instar/core'
import { tally } from '../tally.js'

@actor({ version: '1.0.0' })
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
}

@actor({ version: '1.0.0' })
export class Cat extends Creature {
  @attribute() x = 0
  @attribute() y = 0
  @attribute() lives = 9

  @request() feed(amount: number): number {
    this.lives += amount
    return this.lives
  }
}

@actor({ version: '1.0.0' })
export class Kitten extends Cat {}

@actor({ version: '1.0.0' })
export class Passer extends Actor {
  @attribute() next: Ref<Passer> | null = null

  @request() follow(next: Ref<Passer>): void {
    this.next = next
  }

  @oneway() note(): Oneway {
    tally.one()
  }

  @oneway() tell(): Oneway {
    this.next!.note()
  }

  @oneway() hop(left: number): Oneway {
    tally.one()
    if (left > 1) this.next!.hop(left - 1)
  }
}

/** Has nothing to do with the classes that are upgraded. */
@actor({ version: '1.0.0' })
export class Bystander extends Actor {
  @attribute() served = 0

  @request() serve(): number {
    this.served += 1
    return this.served
  }
}
