// A script that upgrades with care: it shows the plan, rehearses, upgrades, checks what has to be true afterwards, and
// stays there only if it is. It knows nothing of accounts.

import { type ActorClass, type ActorSystem, type UpgradePlan } from '@instar/core'

export type Verdict =
  /** The rehearsal has found something: nothing was touched. */
  | 'left alone'
  /** The check did not hold after the upgrade: everything is as it was before. */
  | 'rolled back'
  /** The check holds, and the upgrade is there to stay. */
  | 'confirmed'

export interface CarefulUpgrade {
  readonly system: ActorSystem
  readonly to: ActorClass
  /** Handed to every migration. */
  readonly extra: unknown
  /** Whether what has to be true after the upgrade is. */
  readonly check: () => Promise<boolean>
  readonly say: (line: string) => void
}

export async function upgradeWithCare({ system, to, extra, check, say }: CarefulUpgrade): Promise<Verdict> {
  for (const line of planLines(system.plan(to))) say(line)
  const rehearsal = await system.rehearse(to, { extra })
  say(`${rehearsal}`)
  if (rehearsal.outcome !== 'passed') return 'left alone'
  const report = await system.upgrade(to, { extra })
  say(`${report}`)
  if (report.outcome !== 'committed') return 'left alone'
  if (await check()) {
    system.confirm()
    return 'confirmed'
  }
  say(`${await system.rollback({ extra })}`)
  return 'rolled back'
}

function* planLines({ changes, affected, defects, warnings }: UpgradePlan): Generator<string> {
  for (const { class: name, from, to, attributes } of changes) {
    yield `plan: ${name} ${from} -> ${to}; attributes added: ${list(attributes.added)}; dropped: ${list(attributes.dropped)}`
  }
  for (const { class: name, instances, migrates } of affected)
    yield `  ${instances} instances of ${name}, slices of ${list(migrates)}`
  for (const remark of [...defects, ...warnings]) yield `  ${remark}`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
