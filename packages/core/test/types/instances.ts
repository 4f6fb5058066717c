// What an instance has of its own: timers, superclasses, static methods.

import {
  actor,
  Actor,
  type ActorSystem,
  attribute,
  oneway,
  type Oneway,
  request,
  staticMethod,
  type Timer,
} from '../../src/index.js'
import { assert, type Equal } from './assert.js'

@actor({ version: '1.0.0' })
class Creature extends Actor {
  @attribute() age = 0
  @request() describe(prefix: string) {
    return `${prefix}${this.age}`
  }
  @staticMethod() static lifeExpectancy() {
    return 20
  }
}

@actor({ version: '1.0.0' })
class Cat extends Creature {
  @attribute() timer: Timer | null = null
  @staticMethod() static async count(of: string) {
    return of.length
  }
  @oneway() tick(label: string): Oneway {
    this.timer?.cancel()
    void label
  }
  @oneway() async tock(): Promise<Oneway> {}
  start() {
    assert<Equal<ReturnType<ReturnType<typeof this.after<Cat>>['tick']>, Timer>>()
    this.timer = this.after(10, Cat).tick('once')
    this.timer = this.every(10, Cat).tock()
    this.timer = this.after(10, Cat).describe('a request')
    // @ts-expect-error -- an argument is missing
    this.after(10, Cat).tick()
    // @ts-expect-error -- milliseconds are a number
    this.after('10', Cat).tick('once')
    // @ts-expect-error -- a hook cannot be sent
    this.after(10, Cat).start()
    // @ts-expect-error -- an attribute cannot be sent
    this.after(10, Cat).age()
    // @ts-expect-error -- a timer is no promise
    void this.after(10, Cat).tick('once').then
  }
  @request() asCreature() {
    const creature = this.as(Creature)
    assert<Equal<ReturnType<typeof creature.describe>, string>>()
    assert<Equal<typeof creature.age, number>>()
    // @ts-expect-error -- a method of Cat is none of Creature
    creature.tick('')
    return creature.describe('as ')
  }
}

export async function statics(system: ActorSystem): Promise<void> {
  assert<Equal<ReturnType<typeof Cat.lifeExpectancy>, number>>()
  assert<Equal<ReturnType<typeof Cat.count>, Promise<number>>>()
  const cat = system.static(Cat)
  assert<Equal<ReturnType<typeof cat.lifeExpectancy>, number>>()
  assert<Equal<ReturnType<typeof cat.count>, Promise<number>>>()
  // @ts-expect-error -- an argument is missing
  await cat.count()
  // @ts-expect-error -- no such static method
  cat.nothing()
  // @ts-expect-error -- the statics of a class bear nothing
  new cat()
}
