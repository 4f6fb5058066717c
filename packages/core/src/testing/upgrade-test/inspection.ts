// What has to hold of the instances of a run, looked at from outside: after each step, at rest, and at the purge. What does not
// hold is thrown as a `Violation`.

import { messageOf } from '../../base/errors.js'
import type { Cell } from '../../instance/cell.js'
import { readState } from '../../instance/state.js'
import type { Reference } from '../../ref/types.js'
import type { ActorSystem } from '../../system/system.js'
import { isSame } from '../../upgrade/rehearsal-comparison.js'
import type { UpgradeReport } from '../../upgrade/report.js'
import { assertPurged } from '../assert-purged.js'
import { show } from '../wording.js'
import type { Invariant } from './options.js'
import { Violation } from './violation.js'

/** The invariants of the user hold. */
export function demandInvariants(
  invariants: readonly Invariant[],
  system: ActorSystem,
  refs: readonly Reference[],
): void {
  for (const { name, check } of invariants) {
    try {
      if (check(system, refs) !== false) continue
    } catch (error) {
      throw new Violation(name, messageOf(error))
    }
    throw new Violation(name, 'it gave false')
  }
}

/** After the commit of an atomic upgrade, who lives has the attributes of what runs. */
export function demandGenerations(cells: readonly Cell[]): void {
  for (const cell of cells) {
    const state = readState(cell)
    if (state === null) continue
    const names = cell.live.layout.attributes.map(({ name }) => name)
    if (!isSame(Object.keys(state), names))
      throw new Violation('no instance is on an old generation after the commit', `${cell} has ${show(state)}`)
  }
}

/** When nothing goes on, nobody is frozen or has messages that wait, and the classes know who lives. */
export function demandRest(system: ActorSystem, cells: readonly Cell[]): void {
  for (const { pid, exit } of cells) {
    const info = system.inspect(pid)
    if (info === undefined || exit !== null) continue
    if (info.isFrozen) throw new Violation('nobody is frozen at rest', pid)
    if (info.mailbox > 0) throw new Violation('nobody waits at rest', `${pid} has ${info.mailbox} messages`)
  }
  for (const { live, exit, pid } of cells) {
    const isMember = (live.instances.all as readonly Cell[]).some((each) => each.pid === pid)
    if (isMember === (exit === null) && (system.find(pid) !== undefined) === (exit === null)) continue
    throw new Violation('the instances of a class are those that were born and have not ended', pid)
  }
}

/** What was replaced can be purged when all is over. */
export function demandPurge(system: ActorSystem, { classes }: UpgradeReport): void {
  for (const { class: name } of classes) {
    const { outcome, lingering } = system.purge(name)
    if (outcome === 'refused') throw new Violation('old code can be purged at the end', show(lingering))
    assertPurged(system, name)
  }
}
