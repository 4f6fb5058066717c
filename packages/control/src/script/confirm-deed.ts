// Confirming what a script has upgraded, and purging what its steps want purged. A system takes back its upgrades last one
// first, so confirming the last one bars the way to all before it: they are confirmed with it.

import { type ActorSystem, describeLingerer, type PurgeMode } from '@instar/core'
import { pause, timeOf } from './deadline.js'
import { type Deed, done, failed, type Scene } from './deed.js'
import { drainLimit } from './limits.js'
import type { PreparedStep } from './prepared.js'
import type { TimeLimits, UpgradeStep } from './script.js'

/** How often to look who lingers, in milliseconds. */
const lookMs = 10

export async function doConfirm({ system, committed, upgraded, limits }: Scene): Promise<Deed> {
  if (committed.stranger !== null) return failed(`Not confirmed: ${committed.stranger}.`)
  const isConfirmed = system.confirm()
  const lines = [isConfirmed ? 'Confirmed.' : 'There was no upgrade to confirm.']
  for (const at of upgraded) lines.push(...(await purgeAfter(at, limits, system)))
  return done(lines.join('\n'))
}

async function purgeAfter(
  { step, brings }: PreparedStep<UpgradeStep>,
  limits: TimeLimits | undefined,
  system: ActorSystem,
): Promise<string[]> {
  const { purge: mode = 'later' } = step
  if (mode === 'later') return []
  const names = brings.map(({ name }) => name)
  await drain(names, drainLimit(step.limits, limits), system)
  return names.flatMap((name) => purge(name, mode, system))
}

/** Waits until nobody is in old code of the classes, at most `ms` milliseconds. */
async function drain(names: readonly string[], ms: number, system: ActorSystem): Promise<void> {
  const end = timeOf(system) + ms
  for (let left = ms; left > 0 && names.some((name) => lingers(name, system)); left = end - timeOf(system))
    await pause(system, Math.min(lookMs, left))
}

function lingers(name: string, system: ActorSystem): boolean {
  return system.lingering(name).length > 0
}

function purge(name: string, mode: PurgeMode, system: ActorSystem): string[] {
  const { outcome, versions, lingering } = system.purge(name, mode)
  if (outcome === 'nothing') return []
  return [
    `Purge of ${[name, ...versions].join(' ')}: ${outcome}.`,
    ...lingering.map((one) => `  ${describeLingerer(one)}`),
  ]
}
