// Making classes known, and removing them. A class that a script has added is taken back with all of its instances: they
// were born since.

import type { ActorSystem, Pid } from '@instar/core'
import { problemOf, type Waited, within } from './deadline.js'
import { type Deed, done, failed, type Result, type Scene } from './deed.js'
import { stepLimit } from './limits.js'
import type { AddStep, RemoveStep } from './script.js'

export async function doAdd({ classes }: AddStep, { system, limits }: Scene): Promise<Deed> {
  const before = new Set(system.classes.map(({ name }) => name))
  let problem: string | null = null
  try {
    system.register(...classes)
  } catch (error) {
    problem = problemOf(error)
  }
  const added = system.classes.filter(({ name }) => !before.has(name))
  const names = added.map(({ name }) => name)
  const takeBack = names.length === 0 ? null : () => forgetClasses(names, system, stepLimit({}, limits))
  if (problem !== null) return failed(problem, takeBack)
  const list = added.map(({ name, version }) => `${name} ${version}`).join(', ')
  return done(list === '' ? 'All of it was known.' : `Known by now: ${list}.`, takeBack)
}

export async function doRemove(step: RemoveStep, { system, limits }: Scene): Promise<Deed> {
  const ms = stepLimit(step.limits, limits)
  const removal = await within(system, ms, () => system.remove(step.class, { instances: step.instances }))
  if (removal.type === 'failed') return failed(removal.problem)
  if (removal.type === 'late') return failed(`${removal.problem}: ${stillThere(step.class, system)}`, goesOn)
  const { outcome, defects, ended } = removal.value
  if (outcome === 'refused') return failed(`Refused: ${defects.join('; ')}.`)
  return done(`Removed ${step.class}; ${ended} instances were ended.`)
}

/** Removes classes that were new to the system, heirs first. Who does not stop in time is killed. */
export async function forgetClasses(names: readonly string[], system: ActorSystem, ms: number): Promise<Result> {
  const infos = system.classes.filter(({ name }) => names.includes(name))
  const texts: string[] = []
  for (const { name } of infos.toSorted((a, b) => b.lineage.length - a.lineage.length)) {
    const removal = await endAndRemove(name, system, ms)
    const problem = removal.type === 'done' ? removal.value.defects.join('; ') : removal.problem
    if (problem !== '') return { isGood: false, text: `${name} could not be removed: ${problem}.` }
    texts.push(name)
  }
  return { isGood: true, text: texts.length === 0 ? '' : `Removed ${texts.join(', ')} again.` }
}

async function endAndRemove(name: string, system: ActorSystem, ms: number): Promise<Waited<Removal>> {
  const removal = system.remove(name, { instances: 'stop' })
  const stopped = await within(system, ms, () => removal)
  if (stopped.type !== 'late') return stopped
  for (const pid of pidsOf(name, system)) void system.find(pid)?.kill()
  return within(system, ms, () => removal)
}

type Removal = Awaited<ReturnType<ActorSystem['remove']>>

function pidsOf(name: string, system: ActorSystem): Pid[] {
  const pids: Pid[] = []
  for (let after: Pid | undefined, isMore = true; isMore; isMore = after !== undefined) {
    const page = system.instances(name, { direct: true, ...(after === undefined ? {} : { after }) })
    pids.push(...page.instances.map(({ pid }) => pid))
    after = page.next ?? undefined
  }
  return pids
}

function stillThere(name: string, system: ActorSystem): string {
  const pids = pidsOf(name, system)
  const more = pids.length > 5 ? ` and ${pids.length - 5} more` : ''
  return `${pids.slice(0, 5).join(', ')}${more} have not ended; ${name} is removed when they have, or are killed`
}

/** A removal that has begun cannot be called off. */
async function goesOn(): Promise<Result> {
  return { isGood: false, text: 'It goes on.' }
}
