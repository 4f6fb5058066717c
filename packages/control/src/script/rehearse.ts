// The dry run of a script: each upgrade is rehearsed with what its migrations are handed, and what the other steps would do is
// said. No function of the script is run, and nothing changes. An upgrade that builds on earlier ones is rehearsed together
// with them; one of a class that an earlier step upgrades too has no states to be rehearsed on yet.

import { type ActorSystem, type Finding, Rehearsal } from '@instar/core'
import type { StepOutcome } from '../protocol/answers.js'
import { timeOf, type Waited, within } from './deadline.js'
import { usualUpgradeMs } from './limits.js'
import { type Prospect, prospectsOf } from './plans.js'
import type { PreparedStep } from './prepared.js'
import type { Step } from './script.js'

/** How one step did, with what speaks against it as sentences. */
export interface Rehearsed {
  readonly outcome: StepOutcome
  readonly defects: readonly string[]
}

/** Rehearses the steps in their order; `onStep` is told of each before it begins. */
export async function rehearseSteps(
  steps: readonly PreparedStep[],
  system: ActorSystem,
  onStep: (name: string) => void,
): Promise<Rehearsed[]> {
  const prospects = prospectsOf(steps)
  const rehearsed: Rehearsed[] = []
  for (const at of steps) {
    onStep(at.name)
    rehearsed.push(await rehearseStep(at, prospects, system))
  }
  return rehearsed
}

async function rehearseStep(at: PreparedStep, prospects: readonly Prospect[], system: ActorSystem): Promise<Rehearsed> {
  if (at.step.type !== 'upgrade') return skipped(at, intentOf(at.step, at))
  const prospect = prospects.find((prospect) => prospect.at === at)
  if (prospect === undefined)
    return skipped(at, 'An earlier step upgrades the same class: it can be rehearsed only when that is done.')
  const start = timeOf(system)
  const rehearsal = await rehearse(prospect, system)
  const durationMs = timeOf(system) - start
  if (rehearsal.type !== 'done') return judged(at, durationMs, rehearsal.problem, [rehearsal.problem])
  const { outcome, defects, findings } = rehearsal.value
  const problems = outcome === 'passed' ? [] : [...defects, ...findings.map(inWords)]
  return judged(at, durationMs, `${rehearsal.value}`, problems)
}

/** Alone if that can be planned; otherwise with the steps that it builds on, whose findings are not its own. */
async function rehearse({ at, classes, migrations }: Prospect, system: ActorSystem): Promise<Waited<Rehearsal>> {
  const { step, brings } = at
  const extra = step.type === 'upgrade' ? step.extra : undefined
  const own = step.type === 'upgrade' ? step.migrations : undefined
  const alone = await within(system, usualUpgradeMs, () =>
    system.rehearse('classes' in step ? step.classes : [], { extra, migrations: own }),
  )
  const isFirst = 'classes' in step && classes.length === step.classes.length
  if (isFirst || alone.type !== 'done' || alone.value.outcome !== 'refused') return alone
  const together = await within(system, usualUpgradeMs, () => system.rehearse(classes, { extra, migrations }))
  if (together.type !== 'done') return together
  const names = brings.map(({ name }) => name)
  return { type: 'done', value: partOf(together.value, names) }
}

function partOf(rehearsal: Rehearsal, names: readonly string[]): Rehearsal {
  const findings = rehearsal.findings.filter(({ class: name }) => names.includes(name))
  const isFailed = findings.some(({ kind }) => kind !== 'not-reversible')
  const outcome = rehearsal.outcome === 'refused' ? 'refused' : isFailed ? 'failed' : 'passed'
  return new Rehearsal({ ...rehearsal, findings, outcome })
}

function inWords({ class: name, migration, kind, count, pid, message }: Finding): string {
  return `${name} ${migration}: ${kind}, in ${count}, such as ${pid}: ${message}`
}

function judged({ name }: PreparedStep, durationMs: number, text: string, problems: readonly string[]): Rehearsed {
  const outcome = problems.length === 0 ? 'done' : 'failed'
  return {
    outcome: { step: name, outcome, durationMs, text },
    defects: problems.map((problem) => `${name}: ${problem}`),
  }
}

function skipped({ name }: PreparedStep, text: string): Rehearsed {
  return { outcome: { step: name, outcome: 'skipped', durationMs: 0, text }, defects: [] }
}

/** What a step would do that is not rehearsed. */
function intentOf(step: Step, { brings }: PreparedStep): string {
  switch (step.type) {
    case 'add':
      return `Would make known ${brings.map(({ name, version }) => `${name} ${version}`).join(', ')}.`
    case 'remove':
      return `Would remove ${step.class}; its instances: ${step.instances}.`
    case 'confirm':
      return 'Would confirm.'
    default:
      return 'Functions are not run in a rehearsal.'
  }
}
