// The laws of the migrations of one class, on one state: a migration gives what the schemas allow, leaves its input alone,
// gives the same again; down after up is where it came from (GetPut, with what was dropped kept), and up after down
// after up is where it was, even when nothing has been kept (PutGet).

import { messageOf } from '../../base/errors.js'
import { schemaIssue } from '../../class/schema.js'
import type { Generation } from '../../registry/generation.js'
import { KeptStates } from '../../registry/kept-states.js'
import type { Layout, State } from '../../registry/layout.js'
import { compareGenerations, type PlannedChange } from '../../upgrade/change.js'
import { makeMigrator, type Migrate } from '../../upgrade/migrator.js'
import type { UpgradeOptions } from '../../upgrade/options.js'
import { differencesOf } from '../../upgrade/rehearsal-comparison.js'
import { layoutOf, pastOf, unjudged } from '../../upgrade/rehearsal-level.js'
import { observed } from '../../upgrade/rehearsal-step.js'
import { copyOf } from '../../upgrade/state-copy.js'
import { show } from '../wording.js'
import { Violation } from './violation.js'

const serial = 1

export class Laws {
  /** The attributes that the states have. */
  readonly names: readonly string[]
  /** Whether there is a way back, so that the laws of lenses apply. */
  readonly isReversible: boolean
  private readonly before: Layout
  private readonly after: Layout
  private readonly up: Migrate
  private readonly downWithKept: Migrate
  private readonly down: Migrate
  private readonly kept = new KeptStates()
  private given: State = {}
  private snapshot: State = {}

  constructor(
    private readonly change: PlannedChange,
    { extra, migrations }: UpgradeOptions,
  ) {
    const { previous, next } = change
    this.before = layoutOf(previous!)
    this.after = layoutOf(next)
    this.names = this.before.attributes.map(({ name }) => name)
    const report = (kind: string, message: string): never => {
      throw new Violation(`the migration of ${this.title} is sound (${kind})`, message)
    }
    const watched = observed(change, () => ({ given: this.given, before: this.snapshot }), report)
    this.up = makeMigrator(this.before, unjudged(this.after), [watched], none, extra)
    const back = compareGenerations(next, previous!, migrations?.[change.class])
    this.isReversible = back.path.defects.length === 0
    const remembered = (): Generation[] => [pastOf(change, this.kept)]
    this.downWithKept = makeMigrator(this.after, unjudged(this.before), [back], remembered, extra)
    this.down = makeMigrator(this.after, unjudged(this.before), [back], none, extra)
  }

  get title(): string {
    return `${this.change.class} from ${this.change.from} to ${this.change.to}`
  }

  /** Throws a violation when a law does not hold for this state. */
  check(state: State): void {
    this.given = copyOf(state)
    this.snapshot = copyOf(state)
    const next = this.attempt('up', () => this.up(this.given, serial))
    this.judge(this.after, next, 'what the migration up gives is valid')
    if (!this.isReversible) return
    this.kept.set(serial, copyOf(state))
    const back = this.attempt('down', () => this.downWithKept(copyOf(next), serial))
    this.demandSame(state, back, `${this.title} and down again gives back what was`, next)
    const forgotten = this.attempt('down, with nothing kept,', () => this.down(copyOf(next), serial))
    this.judge(this.before, forgotten, 'what the migration down gives is valid, with nothing kept')
    const again = this.attempt('up again', () => this.withInput(forgotten))
    this.demandSame(next, again, `${this.title}, down and up again gives what was, with nothing kept`, forgotten)
  }

  private withInput(state: State): State {
    this.given = copyOf(state)
    this.snapshot = copyOf(state)
    return this.up(this.given, serial)
  }

  private attempt(way: string, run: () => State): State {
    try {
      return run()
    } catch (error) {
      if (error instanceof Violation) throw error
      throw new Violation(`the migration ${way} of ${this.title} gives a state`, messageOf(error))
    }
  }

  private judge({ judged }: Layout, state: State, promise: string): void {
    for (const { name, schema } of judged) {
      const issue = schemaIssue(schema!, state[name])
      if (issue !== undefined) throw new Violation(promise, `${name} is ${show(state[name])}: ${issue}`)
    }
  }

  private demandSame(wanted: State, found: State, promise: string, between: State): void {
    const names = differencesOf(wanted, found)
    if (names.length === 0) return
    const lines = names.map((name) => `${name} was ${show(wanted[name])} and came back as ${show(found[name])}`)
    throw new Violation(promise, [...lines, `in between it was ${show(between)}`].join('\n'))
  }
}

function none(): readonly Generation[] {
  return []
}
