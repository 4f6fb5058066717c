// Births and messages: how many a second, beside the same by hand. The loops of the two contestants are written out, one
// for each, because V8 keeps its type feedback per loop: a shared one would be slow for both.

import { ActorSystem, type Ref } from '@instar/core'
import { BareKitten } from '../baseline.js'
import { evaluate, type Kitten } from '../forms/forms.js'
import { compare, perSecond, type Round } from '../sampling.js'
import type { Figures } from './row.js'

const batch = 10_000
const batches = 10
const messages = 1_000_000
const aTurn = 1000
const answers = 300_000
const inFlight = 100
const crowd = 100_000

/**
 * Births, each awaited, in batches that live until the batch is complete; their end is not timed. By hand: an asynchronous
 * factory, awaited too. A plain `new`, which can neither wait nor report, is in the note.
 */
export async function spawn(): Promise<Figures> {
  const { Kitten } = await evaluate(1)
  await using system = await ActorSystem.start()
  const ours = inBatches(async () => {
    const made: Ref<Kitten>[] = []
    for (let i = 0; i < batch; i++) made.push(await system.spawn(Kitten, ['Tom', i]))
    return made
  })
  const theirs = inBatches(async () => {
    const made: BareKitten[] = []
    for (let i = 0; i < batch; i++) made.push(await BareKitten.spawn('Tom', i))
    return made
  })
  const plain = inBatches(async () => {
    const made: BareKitten[] = []
    for (let i = 0; i < batch; i++) made.push(new BareKitten('Tom', i))
    return made
  })
  const figures = await compare(ours, theirs)
  const { ours: synchronous } = await compare(plain, () => 1)
  return { ...figures, note: `a plain new: ${(synchronous.median / 1e6).toPrecision(3)} M 1/s` }
}

function inBatches(work: () => Promise<(Ref<Kitten> | BareKitten)[]>): Round {
  return async () => {
    let ms = 0
    for (let i = 0; i < batches; i++) {
      const start = performance.now()
      const made = await work()
      ms += performance.now() - start
      for (const one of made) if (!(one instanceof BareKitten)) void one.kill()
    }
    return ((batch * batches) / ms) * 1000
  }
}

/** Messages to one instance, a thousand in one turn of its senders, then an answer that comes after them. */
export function oneway(): Promise<Figures> {
  return withOne((ours, theirs) =>
    compare(
      perSecond(messages, async () => {
        for (let sent = 0; sent < messages; sent += aTurn) {
          for (let i = 0; i < aTurn; i++) ours.declareBirthday()
          await ours.getAge()
        }
      }),
      perSecond(messages, async () => {
        for (let sent = 0; sent < messages; sent += aTurn) {
          for (let i = 0; i < aTurn; i++) theirs.declareBirthday()
          await theirs.getAge()
        }
      }),
    ),
  )
}

export function onewayWithArguments(): Promise<Figures> {
  return withOne((ours, theirs) =>
    compare(
      perSecond(messages, async () => {
        for (let sent = 0; sent < messages; sent += aTurn) {
          for (let i = 0; i < aTurn; i++) ours.moveTo(i, sent)
          await ours.getAge()
        }
      }),
      perSecond(messages, async () => {
        for (let sent = 0; sent < messages; sent += aTurn) {
          for (let i = 0; i < aTurn; i++) theirs.moveTo(i, sent)
          await theirs.getAge()
        }
      }),
    ),
  )
}

/** One message to each of a hundred thousand, until the last has handled it. */
export async function fanOut(): Promise<Figures> {
  const { Kitten } = await evaluate(1)
  await using system = await ActorSystem.start()
  const ours: Ref<Kitten>[] = []
  const theirs: BareKitten[] = []
  for (let i = 0; i < crowd; i++) {
    ours.push(await system.spawn(Kitten, ['Tom', i]))
    theirs.push(new BareKitten('Tom', i))
  }
  return await compare(
    perSecond(crowd, () => {
      for (const kitten of ours) kitten.declareBirthday()
      return ours.at(-1)!.getAge()
    }),
    perSecond(crowd, () => {
      for (const kitten of theirs) kitten.declareBirthday()
      return theirs.at(-1)!.getAge()
    }),
  )
}

/** One caller, who waits for each answer before the next question; every other request is const. */
export function requestSequential(): Promise<Figures> {
  return withOne((ours, theirs) =>
    compare(
      perSecond(answers, async () => {
        for (let i = 0; i < answers; i += 2) {
          await ours.getAge()
          await ours.feed(1)
        }
      }),
      perSecond(answers, async () => {
        for (let i = 0; i < answers; i += 2) {
          await theirs.getAge()
          await theirs.feed(1)
        }
      }),
    ),
  )
}

/** A hundred such callers at once. */
export function requestInFlight(): Promise<Figures> {
  const each = answers / inFlight
  const together = (caller: () => Promise<void>): Round =>
    perSecond(answers, () => Promise.all(Array.from({ length: inFlight }, caller)))
  return withOne((ours, theirs) =>
    compare(
      together(async () => {
        for (let i = 0; i < each; i += 2) {
          await ours.getAge()
          await ours.feed(1)
        }
      }),
      together(async () => {
        for (let i = 0; i < each; i += 2) {
          await theirs.getAge()
          await theirs.feed(1)
        }
      }),
    ),
  )
}

async function withOne(play: (ours: Ref<Kitten>, theirs: BareKitten) => Promise<Figures>): Promise<Figures> {
  const { Kitten } = await evaluate(1)
  await using system = await ActorSystem.start()
  return await play(await system.spawn(Kitten, ['Tom', 1]), new BareKitten('Tom', 1))
}
