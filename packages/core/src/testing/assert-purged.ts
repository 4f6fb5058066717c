// Whether old code of a class has gone.

import { AssertionError } from 'node:assert'
import type { ActorClass } from '../instance/actor.js'
import type { ActorSystem } from '../system/system.js'
import { describeLingerer } from '../upgrade/report.js'

/** Throws, with versions and names, when a system still has old generations of a class, or somebody lingers in one. */
export function assertPurged(system: ActorSystem, which: ActorClass | string): void {
  const { name, version, older } = system.describe(which)
  if (older.length === 0) return
  const lingering = system.lingering(which).map((one) => `\n  lingering: ${describeLingerer(one)}`)
  throw new AssertionError({
    message: `${name} ${version} was to run alone, but ${list(older)} not been purged.${lingering.join('')}`,
    actual: older,
    expected: [],
  })
}

function list(versions: readonly string[]): string {
  return `${versions.join(', ')} ${versions.length === 1 ? 'has' : 'have'}`
}
