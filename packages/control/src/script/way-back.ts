// Taking back one upgrade of a script: by a rollback, by removing the classes that it brought, and by giving the instances
// that it has quarantined back to their work. They have kept the state that they had before it.

import type { ActorSystem, LazyOutcome, Reference, UpgradeOptions } from '@instar/core'
import { forgetClasses } from './class-deeds.js'
import { problemOf } from './deadline.js'
import type { Result, Scene } from './deed.js'
import { follow, type Followed, resultOf, waysOf } from './follow.js'
import { stepLimit } from './limits.js'
import type { PreparedStep } from './prepared.js'
import type { UpgradeStep } from './script.js'

export async function takeUpgradeBack(
  at: PreparedStep<UpgradeStep>,
  { report, quarantined }: Followed,
  scene: Scene,
): Promise<Result> {
  const { system, committed, limits } = scene
  const { classes } = report
  if (!committed.stands(classes)) return { isGood: true, text: 'Somebody else had taken it back already.' }
  if (committed.stranger !== null) return { isGood: false, text: `Cannot be taken back: ${committed.stranger}.` }
  const added = classes.flatMap(({ class: name, from }) => (from === null ? [name] : []))
  const replaced = classes.flatMap(({ class: name, from }) => (from === null ? [] : [name]))
  const ms = stepLimit({}, limits)
  // Heirs of what is replaced cannot live over the older code. Other new classes may serve the newer code until it is gone.
  const heirs = added.filter((name) => inheritsFrom(name, replaced, system))
  return inTurn([
    () => forgetClasses(heirs, system, ms),
    () => rollBack(at, quarantined, scene),
    () => forgetClasses(added, system, ms),
  ])
}

async function rollBack(
  at: PreparedStep<UpgradeStep>,
  quarantined: LazyOutcome['quarantined'],
  scene: Scene,
): Promise<Result> {
  const options: UpgradeOptions = { ...waysOf(at.step, scene), extra: at.step.extra }
  const kept = keptStates(quarantined, scene.system)
  const rollback = await follow(() => scene.system.rollback(options), at, scene)
  if (rollback.type !== 'done') return { isGood: false, text: `Its rollback failed: ${rollback.problem}.` }
  const known = new Set(quarantined.map(({ pid }) => pid))
  const left = rollback.value.quarantined.filter(({ pid }) => !known.has(pid))
  const { isGood, text } = resultOf({ ...rollback.value, quarantined: left })
  if (rollback.value.report.outcome !== 'committed') return { isGood: false, text }
  const revived = await revive(kept, scene.system)
  return { isGood: isGood && revived.isGood, text: [text, revived.text].filter((line) => line !== '').join('\n') }
}

/** The states of instances in quarantine. A rollback fails on them once more, and does not leave them their states. */
function keptStates(quarantined: LazyOutcome['quarantined'], system: ActorSystem): Map<Reference, State> {
  const refs = quarantined.flatMap(({ pid }) => system.find(pid) ?? [])
  return new Map(refs.map((ref) => [ref, system.getState(ref)] as const).filter(isStill))
}

type State = Readonly<Record<string, unknown>>

function isStill(entry: readonly [Reference, State | undefined]): entry is readonly [Reference, State] {
  return entry[1] !== undefined
}

/** Puts instances back to work on the states that they had. */
async function revive(kept: ReadonlyMap<Reference, State>, system: ActorSystem): Promise<Result> {
  const problems: string[] = []
  for (const [ref, state] of kept)
    await system.replaceState(ref, () => ({ ...state })).catch((error: unknown) => problems.push(problemOf(error)))
  if (problems.length > 0) return { isGood: false, text: `Still in quarantine: ${problems.join(' ')}` }
  return { isGood: true, text: kept.size === 0 ? '' : `${kept.size} back from quarantine.` }
}

/** Does one after the other, until one fails. */
async function inTurn(acts: readonly (() => Promise<Result>)[]): Promise<Result> {
  const texts: string[] = []
  for (const act of acts) {
    const { isGood, text } = await act()
    if (text !== '') texts.push(text)
    if (!isGood) return { isGood, text: texts.join('\n') }
  }
  return { isGood: true, text: texts.join('\n') }
}

function inheritsFrom(name: string, ancestors: readonly string[], system: ActorSystem): boolean {
  const info = system.classes.find((info) => info.name === name)
  return info !== undefined && info.lineage.some((level) => ancestors.includes(level))
}
