// Const requests to a set that is frozen: what is asked of instances while an upgrade waits for somebody to come to rest.

import { ActorSystem, type Ref, type UpgradeHandle } from '@instar/core'
import { makeDawdler } from '../forms/breeds.js'
import { evaluate, type Kitten } from '../forms/forms.js'
import { compare, perSecond } from '../sampling.js'
import type { Figures } from './row.js'

const answers = 300_000
const litterSize = 64
const anHour = 3_600_000

/**
 * Two equal litters in systems of their own, each with a straggler. One of them is frozen by an upgrade that waits for its
 * straggler; what is compared are const requests to all the others, in turn.
 */
export async function constRequestWhileFrozen(): Promise<Figures> {
  await using system = await ActorSystem.start()
  await using otherSystem = await ActorSystem.start()
  let openGate!: () => void
  const gate = new Promise<void>((resolve) => (openGate = resolve))
  const [frozen, free] = [await bear(system, gate), await bear(otherSystem, gate)]
  const upgrade = system.upgrade((await evaluate(2)).Creature, { deadline: anHour })
  await isFreezing(upgrade)
  const figures = await compare(
    perSecond(answers, async () => {
      for (let i = 0; i < answers; i++) await frozen[i % litterSize]!.getAge()
    }),
    perSecond(answers, async () => {
      for (let i = 0; i < answers; i++) await free[i % litterSize]!.getAge()
    }),
  )
  openGate()
  const report = await upgrade
  if (report.outcome !== 'committed') throw new Error(String(report))
  return { ...figures, note: `frozen for ${(report.pauseMs / 1000).toFixed(1)} s` }
}

async function bear(system: ActorSystem, gate: Promise<void>): Promise<Ref<Kitten>[]> {
  const release = await evaluate(1)
  const straggler = await system.spawn(makeDawdler(release), ['Tom', 1])
  void straggler.with({ timeout: Infinity }).waitFor(gate)
  const litter: Ref<Kitten>[] = []
  for (let i = 0; i < litterSize; i++) litter.push(await system.spawn(release.Kitten, ['Tom', i]))
  return litter
}

function isFreezing(upgrade: UpgradeHandle): Promise<void> {
  return new Promise((resolve) => upgrade.progress$.subscribe(({ phase }) => phase === 'freeze' && resolve()))
}
