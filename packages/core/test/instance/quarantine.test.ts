// An instance whose migration failed in a lazy upgrade is out of service, alone, until somebody helps it.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, migration, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, startStill, stateOf } from '../still.js'

const tooOld = new Error('too old')

async function startWithSick() {
  const still = await startStill()
  const touch: { read?: () => unknown; write?: () => unknown } = {}
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name = 'Tom'
    @attribute() age: number
    constructor(age: number) {
      super()
      this.age = age
      if (age > 10) Object.assign(touch, { read: () => this.name, write: () => (this.name = 'Tim') })
    }
    @request() getMonths() {
      return this.age * 12
    }
  }
  const up = ({ age }: Record<string, number>) => {
    if (age! > 10) throw tooOld
    return { months: age! * 12 }
  }
  const down = ({ months }: Record<string, number>) => ({ age: months! / 12 })
  @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', { up: up as never, down: down as never })] })
  class Next extends Actor {
    @attribute() name = ''
    @attribute() months = 0
    @request() getMonths() {
      return this.months
    }
  }
  const [sick, sound] = [await still.system.spawn(Cat, [11]), await still.system.spawn(Cat, [4])]
  const handle = still.system.upgrade(Next, { strategy: 'lazy' })
  expect((await handle).outcome).toBe('committed')
  const answer = sick.getMonths()
  answer.catch(() => {})
  await settle()
  return { ...still, sick, sound, answer, touch, handle }
}

test('it is told, its messages wait, and the others go on', async () => {
  const { sick, sound, answer, events } = await startWithSick()
  expect(await sound.getMonths()).toBe(48)
  expect(await stateOf(answer)).toBe('pending')
  expect(eventsOf(events, 'quarantined')).toMatchObject([{ class: 'Cat', pid: sick.pid, error: tooOld }])
})

test('what touches its attributes meanwhile is refused, a read and a write', async () => {
  const { touch, sick } = await startWithSick()
  for (const action of [touch.read!, touch.write!]) {
    expect(action).toThrow(`Cat ${sick.pid} is in quarantine: its migration failed with too old.`)
  }
})

test('an operator sees the old state, and puts it back to work with a new one; then its messages run', async () => {
  const { system, sick, answer } = await startWithSick()
  expect(system.getState(sick)).toEqual({ name: 'Tom', age: 11 })
  const failure = await failureOf(system.replaceState(sick, () => ({ age: 5 })))
  expect(failure.code).toBe('bad-state')
  expect(await stateOf(answer)).toBe('pending')
  expect(await system.replaceState(sick, ({ age }) => ({ name: 'Old Tom', months: Number(age) * 12 }))).toEqual({
    name: 'Old Tom',
    months: 132,
  })
  expect(await answer).toBe(132)
})

test('it can be stopped and killed', async () => {
  for (const way of ['stop', 'kill'] as const) {
    const { sick, answer } = await startWithSick()
    expect((await sick[way]()).type).toBe(way === 'stop' ? 'stopped' : 'killed')
    expect((await failureOf(answer)).code).toBe('exited')
  }
})

test('a second upgrade that does not get past it leaves it the state that it had', async () => {
  const { system, sick, handle } = await startWithSick()
  await handle.settled
  const { quarantined } = await system.rollback({ strategy: 'lazy' }).settled
  expect(quarantined).toMatchObject([{ pid: sick.pid }])
  expect(system.getState(sick)).toEqual({ name: 'Tom', age: 11 })
  await system.replaceState(sick, (state) => ({ ...state }))
  expect(await sick.getMonths()).toBe(132)
})

test.each(['stop', 'kill', 'stop, then kill'] as const)(
  'one that ends before its migration has failed runs its destructors once, on the old state (%s)',
  async (way) => {
    const { system, events } = await startStill()
    const seen: unknown[] = []
    @actor({ name: 'Cat', version: '1.0.0' })
    class Cat extends Actor {
      @attribute({ initial: 'Tom' }) name!: string
    }
    const fail = (): never => {
      throw tooOld
    }
    @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', { up: fail, down: fail })] })
    class Next extends Actor {
      @attribute({ initial: 'Tim' }) name!: string
      async destruct() {
        seen.push(this.name)
        await settle()
        seen.push(`${this.name} is gone`)
      }
    }
    const cat = await system.spawn(Cat)
    const ends: Promise<unknown>[] = []
    const handle = system.upgrade(Next, { strategy: 'lazy' })
    handle.progress$.subscribe(({ phase }) => {
      if (phase === 'thaw') ends.push(way === 'kill' ? cat.kill() : cat.stop())
    })
    await handle
    await settle(1)
    if (way === 'stop, then kill') ends.push(cat.kill())
    await Promise.all(ends)
    await settle()
    expect(eventsOf(events, 'destruct-failed')).toEqual([])
    expect(seen).toEqual(['Tom', 'Tom is gone'])
  },
)
