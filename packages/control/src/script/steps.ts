// The steps of a run: what became of each so far, and the way back from those that were done.
//
//   done ... done  failed  skipped ... skipped        forwards, until one fails
//   done  takenBack ... takenBack  failed             backwards, until one cannot be taken back

import type { ScriptAnswer, StepOutcome } from '../protocol/answers.js'
import { problemOf } from './deadline.js'
import { type Deed, failed, type Result, type Scene } from './deed.js'
import { doStep } from './deeds.js'
import { isFinal } from './facts.js'
import type { PreparedStep } from './prepared.js'
import { progressOf } from './progress.js'

interface Done {
  readonly at: number
  readonly takeBack: () => Promise<Result>
}

export class Steps {
  readonly outcomes: StepOutcome[]
  /** Why the way back ended early, as sentences. */
  readonly problems: string[] = []
  private done: Done[] = []
  /** The step after which nothing can be taken back, once it is done. */
  private end: string | null = null

  constructor(
    private readonly steps: readonly PreparedStep[],
    private readonly scene: Scene,
    private readonly now: () => number,
  ) {
    this.outcomes = steps.map(({ name }) => ({ step: name, outcome: 'skipped', durationMs: 0, text: 'Not begun.' }))
  }

  /** Does the steps in their order; says which one failed, and why. */
  async doAll(): Promise<string | null> {
    for (const [i, { name, step }] of this.steps.entries()) {
      const deed = await this.doOne(i)
      if (!deed.isGood) return `${name}: ${deed.text}`
      if (isFinal(step)) this.passEnd(name)
    }
    return null
  }

  /** Takes back what was done, last one first, until something cannot be taken back. */
  async takeAllBack(): Promise<Extract<ScriptAnswer['outcome'], 'refused' | 'rolledBack' | 'stuck'>> {
    if (this.end !== null) this.problems.push(`Nothing can be taken back after ${this.end}.`)
    const hasActed = this.hasActed
    for (const { at, takeBack } of this.done.toReversed()) if (!(await this.takeOneBack(at, takeBack))) break
    if (this.problems.length > 0) return 'stuck'
    return hasActed ? 'rolledBack' : 'refused'
  }

  /** Whether anything was done: a function that has nothing to undo counts, a check does not. */
  private get hasActed(): boolean {
    const hasApplied = this.steps.some(({ step }, i) => step.type === 'apply' && this.outcomes[i]!.outcome === 'done')
    return hasApplied || this.done.length > 0
  }

  private async doOne(at: number): Promise<Deed> {
    const start = this.now()
    const prepared = this.steps[at]!
    const { onProgress } = this.scene
    onProgress(progressOf(prepared, 0))
    const deed = await doStep(prepared, this.scene).catch((error: unknown) => failed(problemOf(error)))
    onProgress(progressOf(prepared, 1))
    const durationMs = this.now() - start
    const outcome = deed.isGood ? 'done' : 'failed'
    this.outcomes[at] = { step: prepared.name, outcome, durationMs, text: deed.text }
    if (deed.takeBack !== null) this.done.push({ at, takeBack: deed.takeBack })
    return deed
  }

  private async takeOneBack(at: number, takeBack: Done['takeBack']): Promise<boolean> {
    const { isGood, text } = await takeBack().catch((error: unknown) => failed(problemOf(error)))
    const before = this.outcomes[at]!
    const outcome = isGood && before.outcome === 'done' ? 'takenBack' : before.outcome
    this.outcomes[at] = {
      ...before,
      outcome,
      text: [before.text, isGood ? text : `Could not be taken back: ${text}`].join('\n'),
    }
    if (!isGood) this.problems.push(`${before.step} could not be taken back: ${text}`)
    return isGood
  }

  private passEnd(name: string): void {
    this.end ??= name
    this.done = []
  }
}
