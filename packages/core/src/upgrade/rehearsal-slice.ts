// One changed class in rehearsal: the migrator of an upgrade on copies of the slices that instances have of it, each step
// under observation; then the judgement of the schemas; then the way back. A migration sees the slice of its class only,
// so the slices of one instance can be tried one by one.

import { messageOf } from '../base/errors.js'
import { schemaIssue } from '../class/schema.js'
import type { Slice } from '../class/migration.js'
import type { Generation } from '../registry/generation.js'
import { KeptStates } from '../registry/kept-states.js'
import type { Layout, State } from '../registry/layout.js'
import { compareGenerations, type PlannedChange } from './change.js'
import { makeMigrator, type Migrate } from './migrator.js'
import type { UpgradeOptions } from './options.js'
import type { Subject } from './rehearsal-cast.js'
import { differencesOf } from './rehearsal-comparison.js'
import type { FindingKind, Findings } from './rehearsal-findings.js'
import { layoutOf, pastOf, unjudged } from './rehearsal-level.js'
import { type Holdings, observed } from './rehearsal-step.js'
import { copyOf } from './state-copy.js'

/** What the slices of one rehearsal have in common. */
export interface Stage extends Pick<UpgradeOptions, 'extra' | 'migrations'> {
  readonly findings: Findings
  older(name: string): readonly Generation[]
}

export class SliceRehearsal {
  private readonly migrate: Migrate
  /** Null where there is no way back. */
  private readonly goBack: Migrate | null
  private readonly next: Layout
  private readonly names: readonly string[]
  /** What the upgrade would keep for the way back, by serial. */
  private readonly kept = new KeptStates()
  private subject!: Subject
  private holdings!: Holdings
  /** What has been found in the present trial. */
  private readonly noted = new Set<FindingKind>()

  constructor(
    private readonly change: PlannedChange,
    private readonly stage: Stage,
  ) {
    const { next, previous } = change
    const { extra, migrations, older } = stage
    const before = layoutOf(previous!)
    this.next = layoutOf(next)
    this.names = before.attributes.map(({ name }) => name)
    const report = (kind: FindingKind, message: string, migration: string): void => this.note(kind, message, migration)
    const watched = observed(change, () => this.holdings, report)
    this.migrate = makeMigrator(before, unjudged(this.next), [watched], older, extra)
    const back = compareGenerations(next, previous!, migrations?.[change.class])
    const remembered = (name: string): Generation[] => [...older(name), pastOf(change, this.kept)]
    this.goBack = back.path.defects.length > 0 ? null : makeMigrator(this.next, before, [back], remembered, extra)
  }

  /** Tries the slice of one instance. Nothing of the instance is touched. */
  try(subject: Subject): void {
    const slice: Slice = {}
    for (const name of this.names) slice[name] = subject.state[name]
    this.subject = subject
    this.holdings = { given: copyOf(slice), before: copyOf(slice) }
    this.noted.clear()
    const next = this.run()
    if (next === null) return
    this.judge(next)
    if (this.noted.size === 0 && this.goBack !== null) this.tryTheWayBack(slice, next, this.goBack)
  }

  private run(): State | null {
    try {
      return this.migrate(this.holdings.given, this.subject.serial)
    } catch (error) {
      // What a step throws has been noted there.
      if (!this.noted.has('throws') && !this.noted.has('asynchronous')) this.note('incomplete', messageOf(error))
      return null
    }
  }

  private judge(next: State): void {
    for (const { name, schema } of this.next.judged) {
      try {
        const issue = schemaIssue(schema!, next[name])
        if (issue !== undefined) this.note('invalid', `${name} is invalid afterwards: ${issue}`)
      } catch (error) {
        this.note('invalid', `the schema of ${name} threw: ${messageOf(error)}`)
      }
    }
  }

  private tryTheWayBack(slice: Slice, next: State, goBack: Migrate): void {
    const { from } = this.change
    const { serial } = this.subject
    this.kept.set(serial, copyOf(slice))
    try {
      const names = differencesOf(slice, goBack(next, serial))
      if (names.length > 0)
        this.note('not-reversible', `back at ${from} it has another value of ${names.join(', ')} than before`)
    } catch (error) {
      this.note('not-reversible', `the way back to ${from} threw: ${messageOf(error)}`)
    }
    this.kept.clear()
  }

  private note(kind: FindingKind, message: string, migration = `${this.change.from} -> ${this.change.to}`): void {
    const { pid, remark } = this.subject
    this.noted.add(kind)
    this.stage.findings.note({ kind, class: this.change.class, migration, pid, message: message + remark })
  }
}
