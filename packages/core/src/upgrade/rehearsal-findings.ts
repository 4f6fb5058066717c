// What a rehearsal finds, by class, migration and kind: each once, with an instance as an example and how many there are.

import type { Pid } from '../base/ids.js'

export type FindingKind =
  /** The migration throws. */
  | 'throws'
  /** The migration is asynchronous; states migrate in one turn. */
  | 'asynchronous'
  /** An attribute is left without a value: the migration gives none, and there is no initial one, or making it throws. */
  | 'incomplete'
  /** The schema of an attribute refuses what the migration made. */
  | 'invalid'
  /** The migration changes what its input holds, instead of making something new: the living would be changed. */
  | 'changes-input'
  /** The same state gives another result the second time, at another time of day, or with other random numbers. */
  | 'not-reproducible'
  /** There and back again is not where it came from. A warning: the upgrade would go well. */
  | 'not-reversible'
  /** The instance is in quarantine since an earlier upgrade: its state is out of reach, and no upgrade gets past it. */
  | 'quarantined'

export interface Finding {
  readonly kind: FindingKind
  /** The class whose migration it is: the instance's own, or one that it inherits from. */
  readonly class: string
  /** From which version to which. */
  readonly migration: string
  /** An instance as an example. */
  readonly pid: Pid
  /** How many of the states that were tried have it. */
  readonly count: number
  /** What happened to the example. */
  readonly message: string
}

/** Whether a finding is no reason to leave the upgrade alone. */
export function isWarning({ kind }: Pick<Finding, 'kind'>): boolean {
  return kind === 'not-reversible'
}

export class Findings {
  private readonly found = new Map<string, Finding & { count: number; lastPid: Pid }>()

  /** Notes what one instance has shown; the first one becomes the example. */
  note(finding: Omit<Finding, 'count'>): void {
    const { kind, class: name, migration, pid } = finding
    const key = [kind, name, migration].join('\n')
    const known = this.found.get(key)
    if (known === undefined) this.found.set(key, { ...finding, count: 1, lastPid: pid })
    else if (known.lastPid !== pid) {
      known.count += 1
      known.lastPid = pid
    }
  }

  /** All of them, warnings last. */
  get all(): Finding[] {
    const findings = [...this.found.values()].map(({ lastPid: _lastPid, ...finding }) => finding)
    return findings.toSorted((a, b) => Number(isWarning(a)) - Number(isWarning(b)))
  }
}
