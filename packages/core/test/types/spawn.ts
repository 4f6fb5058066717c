// What spawn takes and gives.

import { actor, Actor, type ActorSystem, attribute, type Ref, type Reference, request } from '../../src/index.js'
import { assert, type Equal, type IsNotAny } from './assert.js'

@actor({ version: '1.0.0' })
abstract class Animal extends Actor {
  @attribute() name = ''
  abstract sound(): string
  @request() getName() {
    return this.name
  }
}
@actor({ version: '1.0.0' })
class Plain extends Actor {
  @request() hello() {
    return 'hello'
  }
}
@actor({ version: '1.0.0' })
class Cat extends Animal {
  constructor(name: string, lives: number) {
    super()
    this.name = `${name}${lives}`
  }
  @request() sound() {
    return 'meow'
  }
  @request() async litter(system: ActorSystem): Promise<void> {
    const kitten = await this.spawn(Cat, ['Kit', 9], { link: true, name: 'kit' })
    assert<Equal<typeof kitten, Ref<Cat>>>()
    const plain = await this.spawn(Plain)
    assert<Equal<typeof plain, Ref<Plain>>>()
    // @ts-expect-error -- arguments are missing
    await this.spawn(Cat)
    // @ts-expect-error -- an abstract class has no instances
    await this.spawn(Animal)
    assert<Equal<typeof this.system.node, string>>()
    assert<Equal<typeof this.sender, Reference | null>>()
    void system
  }
}
@actor({ version: '1.0.0' })
class Optional extends Actor {
  constructor(readonly size?: number) {
    super()
  }
}

export async function births(system: ActorSystem): Promise<void> {
  const tom = await system.spawn(Cat, ['Tom', 9])
  assert<Equal<typeof tom, Ref<Cat>>>()
  assert<IsNotAny<typeof tom>>()
  await system.spawn(Cat, ['Tom', 9], { name: 'tom' })
  await system.spawn(Plain)
  await system.spawn(Plain, [])
  await system.spawn(Plain, [], { name: 'plain' })
  await system.spawn(Optional)
  await system.spawn(Optional, [])
  await system.spawn(Optional, [3])
  await system.spawn(Optional, [], { name: 'optional' })
  const named = await system.spawn<typeof Cat>('Cat', ['Tom', 9])
  assert<Equal<typeof named, Ref<Cat>>>()

  // @ts-expect-error -- arguments are missing
  await system.spawn(Cat)
  // @ts-expect-error -- one argument is missing
  await system.spawn(Cat, ['Tom'])
  // @ts-expect-error -- they are in the wrong order
  await system.spawn(Cat, [9, 'Tom'])
  // @ts-expect-error -- Plain takes none
  await system.spawn(Plain, [1])
  // @ts-expect-error -- a text is no number
  await system.spawn(Optional, ['3'])
  // @ts-expect-error -- an abstract class has no instances
  await system.spawn(Animal, [])
  // @ts-expect-error -- no such option
  await system.spawn(Plain, [], { nmae: 'plain' })
  // @ts-expect-error -- no actor class
  await system.spawn(Map)
  // @ts-expect-error -- an instance is no class
  await system.spawn(tom)
}

export function finding(system: ActorSystem): void {
  const anybody = system.whereis('tom')
  assert<Equal<typeof anybody, Reference | undefined>>()
  const tom = system.whereis('tom', Cat)
  assert<Equal<typeof tom, Ref<Cat> | undefined>>()
  for (const animal of system.instancesOf(Animal)) assert<Equal<typeof animal, Ref<Animal>>>()
  system.register(Animal, Cat)
  assert<Equal<ReturnType<typeof system.countInstances>, number>>()
}
