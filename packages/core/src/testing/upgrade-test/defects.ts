// Whether there is something to test: everything that is wrong with the options and with the classes, told at once. What the
// compiler sees is looked at too, for those who have none.

import { messageOf } from '../../base/errors.js'
import { Actor, type ActorClass } from '../../instance/actor.js'
import { readClasses } from '../../loader/loader.js'
import { fail } from '../../protocol/failures.js'
import type { Generation } from '../../registry/generation.js'
import { demandUpgradeOptions } from '../../upgrade/options.js'
import { startTestSystem } from '../test-system.js'
import { show } from '../wording.js'
import { evaluate } from './classes.js'
import { type ClassSource, type Operation, strategyNames, type UpgradeTestOptions } from './options.js'
import { parseReplay } from './replay.js'

const known: readonly string[] = [
  'from',
  'to',
  'spawn',
  'workload',
  'invariants',
  'states',
  'runs',
  'seed',
  'strategies',
  'replay',
  'options',
] satisfies (keyof UpgradeTestOptions)[]

/** Throws `bad-upgrade-test` with all defects. */
export async function demandTestable(options: UpgradeTestOptions): Promise<void> {
  const from = readSide('from', options.from)
  const to = readSide('to', options.to)
  const defects = [...optionDefects(options), ...from.defects, ...to.defects]
  if (from.defects.length + to.defects.length === 0) {
    defects.push(...nameDefects(options, from.generations, to.generations))
    if (options.spawn === undefined && !from.values.some(({ length }) => length === 0))
      defects.push('no class of `from` has a constructor without arguments: say `spawn`, which gives the refs of some')
    defects.push(...(await planDefects(from.values, to.values, options)))
  }
  if (defects.length > 0)
    throw fail('bad-upgrade-test', { defects: defects.map((defect) => `  - ${defect}`).join('\n') })
}

// ---- options

function* optionDefects(options: UpgradeTestOptions): Generator<string> {
  const { runs = 1, seed = 1, replay, strategies = strategyNames, spawn, workload } = options
  for (const option of Object.keys(options))
    if (!known.includes(option)) yield `there is no option ${option}: there are ${known.join(', ')}`
  if (!Number.isInteger(runs) || runs < 0) yield `runs is ${show(runs)}: give a whole number`
  if (!Number.isInteger(seed)) yield `seed is ${show(seed)}: give a whole number`
  if (spawn !== undefined && typeof spawn !== 'function') yield `spawn is ${show(spawn)}: give a function`
  if (!Array.isArray(strategies) || strategies.length === 0) yield 'strategies is no list with something in it'
  else for (const name of strategies as string[]) yield* strategyDefects(name)
  if (replay !== undefined && (typeof replay !== 'string' || parseReplay(replay) === null))
    yield `replay is ${show(replay)}: give the text that a failure has named, such as 'run:7:0'`
  if (!Array.isArray(workload) || workload.length === 0)
    yield 'the workload is no list with something in it: write `workload: [call(method, ...arbitraries)]`'
  else for (const each of workload as unknown[]) yield* workloadDefects(each)
  for (const each of options.invariants ?? [])
    if (typeof each?.check !== 'function') yield `an invariant is ${show(each)}: write { name, check }`
  for (const [name, arbitrary] of Object.entries(options.states ?? {}))
    if (!isArbitrary(arbitrary)) yield `states.${name} is ${show(arbitrary)}: give an arbitrary of fast-check`
  yield* upgradeOptionDefects(options)
}

function* strategyDefects(name: string): Generator<string> {
  if (!(strategyNames as readonly string[]).includes(name))
    yield `there is no strategy ${show(name)}: there are ${strategyNames.join(', ')}`
}

function* workloadDefects(each: unknown): Generator<string> {
  if (typeof each === 'function') return
  const { method, args, weight = 1 } = (each ?? {}) as Partial<Operation>
  if (typeof method !== 'string' || !Array.isArray(args))
    return yield `the workload has ${show(each)}: write call(method, ...arbitraries), or a function`
  if (!Number.isInteger(weight) || weight < 1)
    yield `call('${method}') has the weight ${show(weight)}: give a whole number from 1 on`
  for (const arg of args)
    if (!isArbitrary(arg))
      yield `call('${method}') has the argument ${show(arg)}: give an arbitrary, such as fc.constant(...)`
}

function* upgradeOptionDefects({ options }: UpgradeTestOptions): Generator<string> {
  try {
    if (options !== undefined) demandUpgradeOptions(options)
  } catch (error) {
    yield messageOf(error)
  }
}

// The kit's copy of fast-check need not be the user's.
function isArbitrary(value: unknown): boolean {
  const { generate, shrink } = (value ?? {}) as Record<string, unknown>
  return typeof generate === 'function' && typeof shrink === 'function'
}

// ---- classes

interface Side {
  readonly values: readonly ActorClass[]
  readonly generations: readonly Generation[]
  readonly defects: readonly string[]
}

function readSide(side: 'from' | 'to', source: ClassSource): Side {
  try {
    const values = evaluate(source)
    const { generations, defects } = readClasses(values, Actor)
    const empty = values.length === 0 ? [`\`${side}\` has no class`] : []
    return { values, generations, defects: [...empty, ...defects.map((defect) => `\`${side}\`: ${defect}`)] }
  } catch (error) {
    return { values: [], generations: [], defects: [`\`${side}\` could not be evaluated: ${messageOf(error)}`] }
  }
}

function* nameDefects(
  { workload, states = {} }: UpgradeTestOptions,
  from: readonly Generation[],
  to: readonly Generation[],
): Generator<string> {
  const methods = [...from, ...to].flatMap(({ record }) =>
    [...record.methods.values()].flatMap(({ name, aliases }) => [name, ...aliases.keys()]),
  )
  for (const each of Array.isArray(workload) ? (workload as (Operation | Function)[]) : []) {
    if (typeof each === 'function' || typeof each?.method !== 'string' || methods.includes(each.method)) continue
    yield `the workload calls ${each.method}, which is a request or oneway of no class: they have ${[...new Set(methods)].join(', ') || 'none'}`
  }
  for (const name of Object.keys(states)) {
    if (from.some((generation) => generation.name === name)) continue
    yield `states are given for ${name}, which is no class of \`from\`: they are ${from.map((one) => one.name).join(', ')}`
  }
}

/** What a system says that runs the old classes. */
async function planDefects(
  from: readonly ActorClass[],
  to: readonly ActorClass[],
  { options = {} }: UpgradeTestOptions,
): Promise<readonly string[]> {
  await using test = await startTestSystem()
  try {
    test.system.register(...from)
    const { defects, changes } = test.system.plan(to, options)
    const isUpgrade = changes.some(({ kind }) => kind === 'changed' || kind === 'renumbered')
    if (defects.length > 0 || isUpgrade) return defects
    const same = changes.filter(({ kind }) => kind === 'unchanged').map((change) => `${change.class} ${change.to}`)
    return [
      same.length > 0
        ? `nothing would be upgraded: ${same.join(', ')} is in \`from\` and in \`to\`; give \`to\` the next version`
        : 'nothing would be upgraded: no class of `to` has the name of one of `from`; say `@actor({ name })` where they differ',
    ]
  } catch (error) {
    return [messageOf(error)]
  }
}
