// How a failure is done again: what it was in, the seed, and the way on which it was shrunk, as one text.
//
//   law:Cat:1:0:3    the laws of Cat, with the seed 1, shrunk on the way 0:3
//   run:7:0          the run with the seed 7
//   before:1:2       the third of the runs without upgrade, before all others

import type { Parameters } from 'fast-check'
import { fail } from '../../protocol/failures.js'

export type Replay =
  | { readonly of: 'law'; readonly class: string; readonly seed: number; readonly path: string }
  | { readonly of: 'run' | 'before'; readonly seed: number; readonly path: string }

const form = /^(?:law:(?<name>[^:]+)|(?<of>run|before)):(?<seed>-?\d+):(?<path>\d+(?::\d+)*)$/

/** What a text asks for; null when it asks for nothing. */
export function parseReplay(text: string): Replay | null {
  const groups = form.exec(text)?.groups
  if (groups === undefined) return null
  const { name, of, seed, path } = groups
  const common = { seed: Number(seed), path: path! }
  return name === undefined ? { of: of as 'run' | 'before', ...common } : { of: 'law', class: name, ...common }
}

export function formatReplay(replay: Replay): string {
  return [replay.of, ...(replay.of === 'law' ? [replay.class] : []), replay.seed, replay.path].join(':')
}

/** Parameters of fast-check: those of a first time, or those that lead to the smallest example at once. */
export function parametersOf(replay: Replay | null, first: Parameters<unknown>): Parameters<unknown> {
  return replay === null ? first : { seed: replay.seed, path: replay.path, endOnFailure: true }
}

/** What a check of fast-check gives, which throws by itself when it cannot follow the way of a replay. */
export function followed<T>(replay: Replay | null, check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw replay === null ? error : strayReplay()
  }
}

/** The error of a replay that finds nothing to do. */
export function strayReplay(): Error {
  const defect = 'replay leads nowhere: the other options have to be as they were, and the classes nearly so'
  return fail('bad-upgrade-test', { defects: `  - ${defect}` })
}
