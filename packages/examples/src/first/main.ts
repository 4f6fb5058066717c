// The first example of the project: the README at its root quotes everything below, and shows what it prints.

import { Actor, actor, ActorSystem, attribute, migration, rename, request } from '@instar/core'

@actor({ version: '1.0.0' })
class Cat extends Actor {
  @attribute() mice = 0
  @request() hunt() {
    this.mice += 1
    return `Meow! ${this.mice} caught.`
  }
}

@actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', rename('mice', 'prey'))] })
class NextCat extends Actor {
  @attribute() prey = 0
  @attribute({ initial: 9 }) lives!: number
  @request() hunt() {
    this.prey += 1
    return `Purr. ${this.prey} caught, and ${this.lives} lives left.`
  }
}

const system = await ActorSystem.start()
const tom = await system.spawn(Cat)
console.log(tom.pid, await tom.hunt())
console.log(`${await system.upgrade(NextCat)}`) // tom lives on, as a Cat 2.0.0
console.log(tom.pid, await tom.hunt())
await system.upgrade(Cat)
console.log(tom.pid, await tom.hunt())
await system.stop()
