import { expect, test } from 'vitest'
import { actor, Actor, attribute, request, type StandardSchema } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill, stateOf } from '../still.js'

const positive: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (Number(value) > 0 ? { value } : { issues: [{ message: 'must be positive' }] }),
  },
}

function makeCounter(until: Promise<void> = Promise.resolve()) {
  @actor({ name: 'Named', version: '1.0.0' })
  class Named extends Actor {
    @attribute() name = 'Tom'
  }
  @actor({ name: 'Counter', version: '1.0.0' })
  class Counter extends Named {
    @attribute({ schema: positive }) count = 1
    cache = 'transient'
    @request() async hold() {
      const before = this.count
      await until
      return [before, this.count]
    }
  }
  return Counter
}

/** The same under another number, with another text. */
function nextCounter() {
  const Base = makeCounter()
  @actor({ name: 'Counter', version: '2.0.0' })
  class Counter extends (Object.getPrototypeOf(Base) as typeof Actor) {
    @attribute({ schema: positive }) count = 1
    @request() async hold() {
      return [this.count, this.count]
    }
  }
  return Counter
}

test('a state is a copy of all attributes, of every level, and of nothing else', async () => {
  const { system } = await startStill()
  const counter = await system.spawn(makeCounter())
  const state = system.getState(counter)
  expect(state).toEqual({ name: 'Tom', count: 1 })
  Object.assign(state!, { count: 9 })
  expect(system.getState(counter)).toEqual({ name: 'Tom', count: 1 })
  await counter.stop()
  expect(system.getState(counter)).toBeUndefined()
})

test('a state is changed between two messages: the method that runs ends first', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const counter = await system.spawn(makeCounter(door.opened))
  const held = counter.hold()
  await settle()
  const replaced = system.replaceState(counter, ({ count }) => ({ count: Number(count) + 5 }))
  const after = counter.hold()
  expect(await stateOf(replaced)).toBe('pending')
  expect(system.getState(counter)).toMatchObject({ count: 1 })
  door.open()
  expect(await held).toEqual([1, 1])
  expect(await replaced).toEqual({ name: 'Tom', count: 6 })
  expect(await after).toEqual([6, 6])
})

test('a change that throws, or gives what is no state, changes nothing and says what is wrong', async () => {
  const { system } = await startStill()
  const counter = await system.spawn(makeCounter())
  const error = new Error('no')
  await expect(
    system.replaceState(counter, () => {
      throw error
    }),
  ).rejects.toBe(error)
  for (const [state, problem] of [
    [{ count: 2, cuont: 3 }, 'has cuont, which is no attribute'],
    [{ name: 'Tim', count: -1 }, 'has an invalid count (must be positive)'],
    [undefined, 'is no object'],
    ['x', 'is no object'],
  ] as const) {
    const failure = await failureOf(system.replaceState(counter, () => state as never))
    expect([failure.code, failure.facts.problem]).toEqual(['bad-state', problem])
  }
  expect(system.getState(counter)).toEqual({ name: 'Tom', count: 1 })
})

test('the state of an ended instance cannot be changed; what is no ref has no state', async () => {
  const { system } = await startStill()
  const counter = await system.spawn(makeCounter())
  await counter.stop()
  expect((await failureOf(system.replaceState(counter, (state) => state))).code).toBe('no-such-instance')
  for (const value of [{}, null, 'Counter', counter.pid]) {
    expect(() => system.getState(value as never), String(value)).toThrow('is no ref of an instance')
  }
})

test('a state is changed while its class is frozen, and migrated as it is then', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Counter = makeCounter(door.opened)
  const [busy, counter] = [await system.spawn(Counter), await system.spawn(Counter)]
  const held = busy.hold()
  await settle()
  const upgrade = system.upgrade(nextCounter())
  await settle()
  const waiting = counter.hold()
  expect(await system.replaceState(counter, () => ({ count: 7 }))).toEqual({ name: 'Tom', count: 7 })
  expect(await stateOf(waiting)).toBe('pending')
  door.open()
  await held
  expect((await upgrade).outcome).toBe('committed')
  expect(await waiting).toEqual([7, 7])
})
