// Tests that are run without injected upgrades, each with what an upgrade changes there by design. Who is not named here has
// to pass. A title stands for all that begin with it, those of a `describe` with what is before them.

import type { Mode } from './copy.js'

/** Why a test may notice. */
const reasons = {
  version: 'it names the version that runs, or the generations that there are',
  upgrade: 'it counts what its own upgrade does, or compares what was before with what is after it',
  hook: 'its classes note each upgrade that they hear of',
  attributes: 'it lists the attributes of a class or of a state',
  time: 'it is about the time that messages take',
} as const

interface Exemption {
  readonly file: string
  /** The titles; all of the file when there are none. */
  readonly tests?: readonly string[]
  readonly reason: keyof typeof reasons
  /** Exempt from this kind of upgrade only. */
  readonly only?: Mode
}

const exemptions: readonly Exemption[] = []

/** Why a test is run without injected upgrades; undefined for one that is not. */
export function exemptionOf(file: string, title: string, mode: Mode): string | undefined {
  const found = exemptions.find(
    (each) =>
      file.endsWith(`/packages/core/test/${each.file}`) &&
      (each.only ?? mode) === mode &&
      (each.tests ?? ['']).some((test) => title.startsWith(test)),
  )
  return found && reasons[found.reason]
}
