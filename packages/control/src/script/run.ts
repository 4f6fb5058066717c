// Running a script: checked whole, then step by step. A step that fails before `confirm` takes back all that was done, last
// one first; what cannot be taken back stops the way back there, so that what stands is always the beginning of the script.

import type { ActorSystem } from '@instar/core'
import type { Progress, ScriptAnswer, StepOutcome } from '../protocol/answers.js'
import { CommittedUpgrades } from './committed.js'
import { timeOf } from './deadline.js'
import type { Scene } from './deed.js'
import { scriptDefects } from './defects.js'
import { type PreparedStep, prepareScript } from './prepared.js'
import { rehearseSteps } from './rehearse.js'
import type { Script } from './script.js'
import { Steps } from './steps.js'

export interface ScriptOptions {
  /** Rehearses the upgrades and runs no function: nothing changes. */
  readonly dryRun?: boolean
  /**
   * How far the step is that is under way: an upgrade by its phases, any other step by one item of the phase that it is most
   * like. Must not throw.
   */
  readonly onProgress?: (progress: Progress) => void
  /** Gets the lines that functions of the script say. */
  readonly say?: (line: string) => void
}

/**
 * Runs an upgrade script: as a whole, or not at all. Expected ends are answers, a malformed script included; nothing is done
 * before the whole script has been checked. Waits for each step within its limits, by the clock of the system.
 */
export async function runScript(
  system: ActorSystem,
  script: Script,
  options: ScriptOptions = {},
): Promise<ScriptAnswer> {
  const defects = scriptDefects(script, system)
  if (defects.length > 0) return answer(script, 'refused', defects)
  const { steps } = prepareScript(script, system)
  if (options.dryRun === true) return rehearseScript(script, steps, system, options)
  return carryOut(script, steps, system, options)
}

async function rehearseScript(
  script: Script,
  steps: readonly PreparedStep[],
  system: ActorSystem,
  { onProgress = () => {} }: ScriptOptions,
): Promise<ScriptAnswer> {
  const rehearsed = await rehearseSteps(steps, system, (step) =>
    onProgress({ phase: 'check', done: 0, total: 1, step }),
  )
  const defects = rehearsed.flatMap((each) => each.defects)
  const outcomes = rehearsed.map(({ outcome }) => outcome)
  return answer(script, defects.length === 0 ? 'rehearsed' : 'refused', defects, outcomes)
}

async function carryOut(
  script: Script,
  prepared: readonly PreparedStep[],
  system: ActorSystem,
  { onProgress = () => {}, say = () => {} }: ScriptOptions,
): Promise<ScriptAnswer> {
  const committed = new CommittedUpgrades(system)
  const scene: Scene = { system, limits: script.limits, notes: new Map(), say, onProgress, committed, upgraded: [] }
  const steps = new Steps(prepared, scene, () => timeOf(system))
  try {
    const failure = await steps.doAll()
    if (failure === null) return answer(script, 'done', [], steps.outcomes)
    const outcome = await steps.takeAllBack()
    return answer(script, outcome, [failure, ...steps.problems], steps.outcomes)
  } finally {
    committed.close()
  }
}

function answer(
  script: Script,
  outcome: ScriptAnswer['outcome'],
  defects: readonly string[],
  steps: readonly StepOutcome[] = [],
): ScriptAnswer {
  // What is no script at all has no name.
  const name: unknown = (script as Script | null | undefined)?.name
  return { name: typeof name === 'string' ? name : '', outcome, defects, steps }
}
