import { expect, test } from 'vitest'
import type { Lease } from '../../src/registry/generation.js'
import type { LiveClass } from '../../src/registry/live-class.js'
import { VirtualClock } from '../../src/testing/index.js'
import { drain } from '../../src/upgrade/drain.js'
import { stateOf } from '../still.js'

const lease = {} as Lease

/** A class as far as draining looks: old generations with calls in them. */
function makeClass(...leases: Set<Lease>[]): LiveClass {
  return { older: leases.map((each) => ({ leases: each })) } as unknown as LiveClass
}

test('what is drained already is not waited for', async () => {
  const clock = new VirtualClock()
  expect(await drain([makeClass(), makeClass(new Set())], 1000, clock)).toBe(true)
  expect(clock.pending).toBe(0)
})

test('without a time to wait it is told at once whether anybody is there', async () => {
  const clock = new VirtualClock()
  expect(await drain([makeClass(new Set([lease]))], 0, clock)).toBe(false)
  expect(clock.pending).toBe(0)
})

test('it waits until the last call of all generations of all classes has ended', async () => {
  const clock = new VirtualClock()
  const [one, two] = [new Set([lease]), new Set([lease])]
  const drained = drain([makeClass(new Set(), one), makeClass(two)], 1000, clock)
  await clock.advance(100)
  one.clear()
  await clock.advance(100)
  expect(await stateOf(drained)).toBe('pending')
  two.clear()
  await clock.advance(20)
  expect(await stateOf(drained)).toBe('resolved')
  expect(await drained).toBe(true)
  expect(clock.pending).toBe(0)
})

test('it waits no longer than it was told', async () => {
  const clock = new VirtualClock()
  const drained = drain([makeClass(new Set([lease]))], 95, clock)
  await clock.advance(94)
  expect(await stateOf(drained)).toBe('pending')
  await clock.advance(1)
  expect(await stateOf(drained)).toBe('resolved')
  expect(await drained).toBe(false)
  expect(clock.pending).toBe(0)
})
