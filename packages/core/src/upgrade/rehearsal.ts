// What a rehearsal has to say: a value that a program can switch over, and a text that a person can read.

import type { UpgradePlan } from './plan.js'
import { type Finding, isWarning } from './rehearsal-findings.js'
import type { QueuedMessages } from './rehearsal-queues.js'

export type RehearsalOutcome =
  /** The plan is sound and nothing was found but warnings. */
  | 'passed'
  /** The plan has defects, or was overtaken by another upgrade: no migration has been judged. */
  | 'refused'
  /** Migrations were found wanting. */
  | 'failed'

export interface RehearsalFacts {
  readonly outcome: RehearsalOutcome
  readonly plan: UpgradePlan
  /** Why it was refused, as sentences. */
  readonly defects: readonly string[]
  /** What is wrong with the migrations, warnings last. */
  readonly findings: readonly Finding[]
  /** How many states were tried. */
  readonly states: number
  /** How many states the upgrade would migrate. */
  readonly total: number
  /** Messages that wait and that the new version could not take. */
  readonly queued: readonly QueuedMessages[]
  readonly durationMs: number
}

// The constructor assigns all of the facts, so the fields are declared by the interface of the same name.
/** What an upgrade would do to the states that live, found out on copies of them. */
export class Rehearsal {
  constructor(facts: RehearsalFacts) {
    Object.assign(this, facts)
  }

  /** The whole of it for a person, several lines. */
  toString(): string {
    return [...linesOf(this)].join('\n')
  }
}
export interface Rehearsal extends RehearsalFacts {}

function* linesOf(rehearsal: Rehearsal): Generator<string> {
  const { defects, findings, queued, plan, states } = rehearsal
  yield headline(rehearsal)
  for (const defect of defects) yield `  - ${defect}`
  for (const finding of findings) yield* findingLines(finding, states)
  for (const { class: name, method, count } of queued)
    yield `  warning: ${name} would have no method ${method}, which ${count === 1 ? 'a message waits' : `${count} messages wait`} for`
  for (const warning of plan.warnings) yield `  warning: ${warning}`
  for (const { class: name, pid, text } of plan.remarks) yield `  ${name} ${pid}: ${text}`
}

function headline({ outcome, plan, states, total, durationMs }: Rehearsal): string {
  const names = plan.changes.map(({ class: name, to }) => `${name} ${to}`).join(', ')
  if (outcome === 'refused') return `Refused to rehearse ${names}.`
  const extent = states === total ? `${states} states` : `${states} of ${total} states`
  return `Rehearsed ${names} on copies of ${extent} in ${durationMs.toFixed(1)} ms: ${outcome}.`
}

function* findingLines(finding: Finding, states: number): Generator<string> {
  const { kind, class: name, migration, pid, count, message } = finding
  yield `  ${isWarning(finding) ? 'warning:' : '-'} ${name} ${migration}: ${kind}, in ${count} of ${states}`
  yield `      such as ${pid}: ${message}`
}
