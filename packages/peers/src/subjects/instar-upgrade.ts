// instar: what upgrades cost, with migration and without, alone and while others are under load. Each process sees one
// upgrade, its first: nothing of it has been compiled before, as it is on a server.

import { ActorSystem, type Ref } from '@instar/core'
import { evaluate, type Kitten, type Release } from '../forms/forms.js'
import { LoopWatch } from '../loop-watch.js'
import type { Detail, Prepare, Work } from '../work.js'

export async function populate(system: ActorSystem, count: number): Promise<Ref<Kitten>[]> {
  const { Kitten } = await evaluate(1)
  const refs: Ref<Kitten>[] = []
  for (let i = 0; i < count; i++) refs.push(await system.spawn(Kitten, ['Tom', i]))
  return refs
}

export const upgrade: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const refs = await populate(system, count)
  const release = await evaluate(2)
  void globalThis.gc?.()
  return once(system, async () => {
    const { ms, details } = await migrateAll(system, release, refs)
    return { value: (ms * 1000) / count, details }
  })
}

export const codeOnly: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const refs = await populate(system, count)
  const { Creature } = await evaluate(2)
  void globalThis.gc?.()
  return once(system, async () => {
    const start = performance.now()
    const report = await system.upgrade([Creature])
    const ms = performance.now() - start
    if (report.outcome !== 'committed') throw new Error(String(report))
    await checkAges(refs)
    return ms
  })
}

const once = (system: ActorSystem, run: Work['run']): Work => ({ isOnce: true, run, end: () => system.stop() })

export interface Migrated {
  readonly ms: number
  readonly details: readonly Detail[]
}

/** Upgrades all three levels, and makes sure that each state was migrated. */
export async function migrateAll(
  system: ActorSystem,
  { Creature, Cat, Kitten }: Release,
  refs: readonly Ref<Kitten>[],
): Promise<Migrated> {
  const watch = new LoopWatch()
  const start = performance.now()
  const report = await system.upgrade([Creature, Cat, Kitten])
  const ms = performance.now() - start
  const longest = await watch.end()
  if (report.outcome !== 'committed') throw new Error(String(report))
  if (report.migrated !== refs.length) throw new Error(`${report.migrated} of ${refs.length} states were migrated`)
  await checkAges(refs)
  return {
    ms,
    details: [
      { name: 'total', unit: 'ms', value: ms },
      { name: 'pause', unit: 'ms', value: report.pauseMs },
      { name: 'longest-block', unit: 'ms', value: longest },
    ],
  }
}

async function checkAges(refs: readonly Ref<Kitten>[]): Promise<void> {
  for (const [i, ref] of refs.slice(0, 100).entries()) {
    const [age, fed] = [await ref.getAge(), await ref.feed(1)]
    if (age !== i || fed !== 10) throw new Error(`Kitten ${i} says ${age} and ${fed} after the upgrade`)
  }
}
