// The laws of the migrations, class by class, each on many states.

import { Actor } from '../../instance/actor.js'
import { readClasses } from '../../loader/loader.js'
import type { Generation } from '../../registry/generation.js'
import { compareGenerations } from '../../upgrade/change.js'
import type { FastCheck } from '../fast-check.js'
import { evaluate } from './classes.js'
import { Laws } from './laws.js'
import type { LawReport, UpgradeTestOptions } from './options.js'
import { followed, formatReplay, parametersOf, type Replay, strayReplay } from './replay.js'
import type { StateMaker, States, StateSource } from './states.js'
import { failureOf, linesOf } from './violation.js'

const statesOfLaws = 100

/** A class whose states migrate. */
interface Subject {
  readonly generation: Generation
  readonly to: string
  readonly laws: Laws
}

export interface LawChecks {
  readonly laws: readonly LawReport[]
  readonly remarks: readonly string[]
}

/** Checks the laws of all migrations, or does one check again; throws what the user sees. */
export function checkLaws(
  fc: FastCheck,
  test: UpgradeTestOptions,
  maker: StateMaker,
  seed: number,
  replay: Extract<Replay, { of: 'law' }> | null,
): LawChecks {
  const { subjects, downward } = subjectsOf(test)
  const asked = replay === null ? subjects : subjects.filter(({ generation }) => generation.name === replay.class)
  if (replay !== null && asked.length === 0) throw strayReplay()
  const checked = asked.map((subject) => {
    const states = maker.statesOf(subject.generation)
    const report = checkOne(fc, subject, states, seed, replay)
    return { report, remarks: [...remarksOn(report, states, maker.seenOf(subject.generation.name))] }
  })
  const lastly = downward.map(
    (name) => `${name} goes down: its laws are checked where it goes up, from \`to\` to \`from\``,
  )
  return {
    laws: checked.map(({ report }) => report),
    remarks: [...checked.flatMap(({ remarks }) => remarks), ...lastly],
  }
}

function checkOne(
  fc: FastCheck,
  { generation: { name, version: from }, to, laws }: Subject,
  { arbitrary, source }: States,
  seed: number,
  replay: Replay | null,
): LawReport {
  const report = { class: name, from, to, source, isReversible: laws.isReversible }
  if (arbitrary === null) return { ...report, states: 0 }
  const property = fc.property(arbitrary, (state) => laws.check(state))
  const result = followed(replay, () =>
    fc.check(property, parametersOf(replay, { seed, numRuns: statesOfLaws }) as object),
  )
  if (result.failed)
    throw failureOf(result.errorInstance, {
      title: `The smallest state that was found, of those ${origins[source]}`,
      lines: linesOf(result.counterexample![0]),
      replay: formatReplay({ of: 'law', class: name, seed: result.seed, path: result.counterexamplePath! }),
    })
  if (result.numRuns === 0) throw strayReplay()
  return { ...report, states: result.numRuns }
}

const origins: Readonly<Record<StateSource, string>> = {
  given: 'that were given',
  schemas: 'that the schemas of its attributes allow',
  'some schemas': 'that were seen in living instances, with other values of attributes that have a schema',
  seen: 'that were seen in living instances',
  none: 'that there were',
}

function* remarksOn(report: LawReport, { problems }: States, seen: number): Generator<string> {
  const { class: name, source, isReversible } = report
  for (const problem of problems) yield `${name}: ${problem}`
  if (source === 'none') yield `${name}: no state was given or seen, so the laws of its migrations were not checked`
  if (source === 'seen')
    yield `${name}: the laws were checked on ${seen} states seen in living instances; schemas of its attributes, or \`states\`, would give others`
  if (source === 'some schemas')
    yield `${name}: attributes without a schema had the values of ${seen} states seen in living instances; \`states\` would give others`
  if (!isReversible) yield `${name}: there is no way down, so nothing was checked of it`
}

function subjectsOf({ from, to, options = {} }: UpgradeTestOptions): { subjects: Subject[]; downward: string[] } {
  const before = readClasses(evaluate(from), Actor).generations
  const after = readClasses(evaluate(to), Actor).generations
  const changes = after.flatMap((next) => {
    const previous = before.find(({ name }) => name === next.name)
    if (previous === undefined) return []
    const change = compareGenerations(previous, next, options.migrations?.[next.name])
    return change.kind === 'changed' && !change.isCodeOnly ? [{ previous, change }] : []
  })
  const upward = changes.filter(({ change }) => change.direction === 'up')
  return {
    subjects: upward.map(({ previous, change }) => ({
      generation: previous,
      to: change.to,
      laws: new Laws(change, options),
    })),
    downward: changes.filter(({ change }) => change.direction === 'down').map(({ change }) => change.class),
  }
}
