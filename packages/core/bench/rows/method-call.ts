// What a call within an instance costs, through the live prototype: three levels with `super`, five attributes read.
// Called millions of times inside of one handler, so nothing of the message counts; on 64 instances in turn, so that V8
// cannot take the reads out of the loop, which no handler at work would let it do.

import { ActorSystem, type Ref } from '@instar/core'
import { BareKitten } from '../baseline.js'
import { evaluate, type Kitten } from '../forms/forms.js'
import { compare, type Round, timed } from '../sampling.js'
import type { Figures } from './row.js'

const calls = 5_000_000
const litterSize = 64
const upgrades = 10
const warmingRounds = 5

export async function methodCall(): Promise<Figures> {
  await using system = await ActorSystem.start()
  const litter = await Litter.born(system)
  const plain = Array.from({ length: litterSize }, (_, age) => new BareKitten('Tom', age))
  return await compare(
    perCall(() => litter.call()),
    perCall(() => plain[0]!.weighOften(plain, calls)),
  )
}

/**
 * Two equal litters in systems of their own, warmed up alike. One is upgraded ten times, all levels, with calls in
 * between; then both in turns. (Before and after, one after the other, would differ by what the machine does meanwhile.)
 */
export async function methodCallAfterUpgrades(): Promise<Figures> {
  await using system = await ActorSystem.start()
  await using otherSystem = await ActorSystem.start()
  const [upgraded, untouched] = [await Litter.born(system), await Litter.born(otherSystem)]
  const ours = perCall(() => upgraded.call())
  const theirs = perCall(() => untouched.call())
  const before = await compare(ours, theirs)
  for (let version = 2; version <= upgrades + 1; version++) {
    const { Creature, Cat, Kitten } = await evaluate(version)
    const report = await system.upgrade([Creature, Cat, Kitten], { purge: 'soft' })
    if (report.outcome !== 'committed') throw new Error(String(report))
    for (let i = 0; i < warmingRounds; i++) await ours()
  }
  const after = await compare(ours, theirs)
  return { ...after, note: `before: ${before.ours.median.toFixed(2)} and ${before.theirs.median.toFixed(2)} ns` }
}

/** Nanoseconds a call. */
function perCall(work: () => unknown): Round {
  return async () => ((await timed(work)) / calls) * 1e6
}

class Litter {
  private constructor(
    private readonly mother: Ref<Kitten>,
    private readonly kittens: readonly Kitten[],
  ) {}

  static async born(system: ActorSystem): Promise<Litter> {
    const { Kitten } = await evaluate(1)
    const refs = await Promise.all(Array.from({ length: litterSize }, (_, age) => system.spawn(Kitten, ['Tom', age])))
    // Const requests are part of the life of a class, and leave their mark on how its code is compiled.
    for (const ref of refs) await ref.getAge()
    return new Litter(refs[0]!, await Promise.all(refs.map((ref) => ref.itself())))
  }

  call(): Promise<number> {
    return this.mother.weighOften(this.kittens, calls)
  }
}
