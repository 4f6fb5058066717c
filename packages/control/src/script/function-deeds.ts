// Running the functions of a script, each with a limit. A function that does not end in time cannot be stopped: it is told by
// its signal, and waited for no longer.

import { type Waited, within } from './deadline.js'
import { type Deed, done, failed, type Result, type Scene } from './deed.js'
import { stepLimit } from './limits.js'
import type { ApplyStep, CheckStep, ScriptContext } from './script.js'

export async function doApply(step: ApplyStep, scene: Scene): Promise<Deed> {
  const ms = stepLimit(step.limits, scene.limits)
  const applied = await runFunction(step.run, scene, ms)
  if (applied.type !== 'done') return failed(`${applied.problem}.`)
  const { undo } = step
  return done('Applied.', undo === undefined ? null : () => undoWith(undo, scene, ms))
}

export async function doCheck(step: CheckStep, scene: Scene): Promise<Deed> {
  const checked = await runFunction(step.run, scene, stepLimit(step.limits, scene.limits))
  if (checked.type !== 'done') return failed(`${checked.problem}.`)
  const { value } = checked
  if (value === true || value === '') return done('Holds.')
  if (typeof value === 'string') return failed(value)
  return failed(value === false ? 'Does not hold.' : 'It gave no verdict: return true, false, or a sentence.')
}

async function undoWith(undo: NonNullable<ApplyStep['undo']>, scene: Scene, ms: number): Promise<Result> {
  const undone = await runFunction(undo, scene, ms)
  if (undone.type === 'done') return { isGood: true, text: 'Undone.' }
  return { isGood: false, text: `Its undo failed: ${undone.problem}.` }
}

async function runFunction<T>(
  run: (context: ScriptContext) => T | PromiseLike<T>,
  { system, notes, say }: Scene,
  ms: number,
): Promise<Waited<T>> {
  const controller = new AbortController()
  const ended = await within(system, ms, () => run({ system, notes, say, signal: controller.signal }))
  if (ended.type === 'late') controller.abort()
  return ended
}
