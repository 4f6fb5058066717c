// Ordered stops, and how long the destructors of a class may take.

import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  oneway,
  type Oneway,
  stopInOrder,
  stopTogether,
  stopWithin,
} from '../../src/index.js'
import { startTestSystem } from '../../src/testing/index.js'

function makeRower(stopTimeout?: number) {
  @actor({ name: 'Rower', version: '1.0.0', ...(stopTimeout === undefined ? {} : { stopTimeout }) })
  class Rower extends Actor {
    constructor(
      readonly label: string,
      readonly log: string[],
      readonly endsAfter = 0,
    ) {
      super()
    }
    @oneway() hang(): Promise<Oneway> {
      return new Promise(() => {})
    }
    async destruct(): Promise<void> {
      const { clock } = this.system
      await new Promise<void>((resolve) => clock.setTimer(resolve, this.endsAfter))
      this.log.push(`${this.label} at ${clock.now()}`)
    }
  }
  return Rower
}

test('each is stopped when the one before it has ended, its destructors included', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const log: string[] = []
  const Rower = makeRower()
  const refs = [await system.spawn(Rower, ['a', log, 20]), await system.spawn(Rower, ['b', log, 10])]
  await started.within(
    100,
    stopInOrder(
      refs.map((ref) => ({ ref, shutdown: 1000 })),
      system.clock,
    ),
  )
  expect(log).toEqual(['a at 20', 'b at 30'])
})

test('one that does not end in time is killed then, and not before; `kill` does not ask; Infinity waits', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const Rower = makeRower()
  const [late, asked, patient] = await Promise.all(
    ['late', 'asked', 'patient'].map((label) => system.spawn(Rower, [label, []])),
  )
  for (const ref of [late!, asked!, patient!]) ref.hang()
  await started.settle()
  const stopped = stopWithin(late!, 50, system.clock)
  await started.advance(49)
  expect(system.find(late!.pid)).toBeDefined()
  await started.advance(1)
  expect(await stopped).toMatchObject({ type: 'killed' })
  expect(await stopWithin(asked!, 'kill', system.clock)).toMatchObject({ type: 'killed' })
  const waiting = stopWithin(patient!, Infinity, system.clock)
  await started.advance(1_000_000)
  expect(system.find(patient!.pid)).toBeDefined()
  await patient!.kill()
  expect(await waiting).toMatchObject({ type: 'killed' })
})

test('all together take the longest time, each within its own limit', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const Rower = makeRower()
  const refs = [
    await system.spawn(Rower, ['a', []]),
    await system.spawn(Rower, ['b', []]),
    await system.spawn(Rower, ['c', []]),
  ]
  for (const ref of refs) ref.hang()
  await started.settle()
  const limits = [20, 'kill', 30] as const
  const stopped = stopTogether(
    refs.map((ref, i) => ({ ref, shutdown: limits[i]! })),
    system.clock,
  )
  const living = (): boolean[] => refs.map(({ pid }) => system.find(pid) !== undefined)
  expect(living()).toEqual([true, false, true])
  await started.advance(20)
  expect(living()).toEqual([false, false, true])
  await started.advance(10)
  await stopped
  expect(living()).toEqual([false, false, false])
})

test('a class says how long its destructors may take; one of Infinity is waited for', async () => {
  await using started = await startTestSystem({ stopTimeout: 100 })
  const log: string[] = []
  const slow = await started.system.spawn(makeRower(Infinity), ['slow', log, 5000])
  await started.within(6000, slow.stop())
  expect(log).toEqual(['slow at 5000'])
  expect(started.events.of('destruct-failed')).toEqual([])
})

test('a class may allow less than the system', async () => {
  await using started = await startTestSystem({ stopTimeout: 1000 })
  const slow = await started.system.spawn(makeRower(30), ['slow', [], 500])
  await started.within(30, slow.stop())
  expect(started.events.of('destruct-failed')).toMatchObject([
    { error: { message: 'destruct has not ended within 30 ms' } },
  ])
})

test.each([0, -1, NaN, '5' as never])('a stopTimeout of %s is refused', async (stopTimeout) => {
  await using system = await ActorSystem.start()
  expect(() => system.register(makeRower(stopTimeout))).toThrow(/its stopTimeout is .*: give a positive number/)
})
