// What a lazy upgrade takes from its instances is kept for the way back, and forgotten with the purge that ends that way.

import { expect, test } from 'vitest'
import { Actor, actor, ActorSystem, attribute, drop, migration, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

@actor({ name: 'Cat', version: '1.0.0' })
class Cat extends Actor {
  @attribute() name = 'Tom'
  @attribute() toy: object | null = null
  @request() take(toy: object) {
    this.toy = toy
  }
}

@actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', drop('toy'))] })
class Next extends Actor {
  @attribute() name = ''
  @request() getName() {
    return this.name
  }
}

async function isAlive(value: WeakRef<object>): Promise<boolean> {
  for (let turn = 0; turn < 5; turn++) {
    await settle()
    globalThis.gc!()
  }
  return value.deref() !== undefined
}

test('a dropped value is there until the purge, and gone after it, while its instance lives on', async () => {
  await using system = await ActorSystem.start()
  const tom = await system.spawn(Cat)
  const give = async (): Promise<WeakRef<object>> => {
    const toy = { mouse: true }
    await tom.take(toy)
    return new WeakRef(toy)
  }
  const toy = await give()
  await system.upgrade(Next, { strategy: 'lazy' }).settled
  expect(await isAlive(toy)).toBe(true)
  expect(system.purge('Cat').outcome).toBe('purged')
  expect(await isAlive(toy)).toBe(false)
  expect(system.getState(tom)).toEqual({ name: 'Tom' })
})
