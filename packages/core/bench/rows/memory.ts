// Bytes of the heap for each living instance: the author's object with five attributes, its state, cell and ref, its place
// in the PID set. The array that holds the refs is there before the first look at the heap.

import { setImmediate } from 'node:timers/promises'
import { ActorSystem } from '@instar/core'
import { BareKitten } from '../baseline.js'
import { evaluate } from '../forms/forms.js'
import { collect, compare, type Round } from '../sampling.js'
import type { Figures } from './row.js'

const living = 100_000
const rounds = 7

export async function bytesPerInstance(): Promise<Figures> {
  const { Kitten } = await evaluate(1)
  const refs = Array.from<unknown>({ length: living }).fill(null)
  // A system for each round, so that what its sets have grown to is counted every time.
  const ours: Round = async () => {
    await using system = await ActorSystem.start()
    system.register(Kitten)
    return await growthOf(refs, async () => {
      for (let i = 0; i < living; i++) refs[i] = await system.spawn(Kitten, ['Tom', i])
    })
  }
  const theirs: Round = () =>
    growthOf(refs, () => {
      for (let i = 0; i < living; i++) refs[i] = new BareKitten('Tom', i)
    })
  return compare(ours, theirs, { rounds })
}

async function growthOf(refs: unknown[], work: () => unknown): Promise<number> {
  const before = await heapUsed()
  await work()
  const growth = (await heapUsed()) - before
  refs.fill(null)
  return growth / living
}

async function heapUsed(): Promise<number> {
  collect()
  // Weak references hold what they were asked for until the turn is over.
  await setImmediate()
  collect()
  return process.memoryUsage().heapUsed
}
