// What is aimed at, and whether it was met. A verdict is given where all that it needs was measured, and `not judged`,
// with the reason, where the figures cannot carry one.

import type { Result } from './result.js'
import { figure } from './table.js'

export interface Verdict {
  readonly target: string
  readonly measured: string
  readonly verdict: 'met' | 'MISSED' | 'not judged'
}

const npmPeers = ['nact', 'xstate', 'comedy', 'effect']
const npmRatio = 3
/** Milliseconds. Above it the machine did other things while bystanders were quiet, and nothing can be told apart. */
const busy = 5

/** [row, subject, ratio to instar at least] */
const ratios: readonly (readonly [string, string, number])[] = [
  ['oneway', 'otp', 4],
  ['request-sequential', 'otp', 5],
  ['spawn', 'otp', 5],
  ['bytes', 'otp', 9],
  ['upgrade-100k', 'otp', 40],
  ['upgrade-1M', 'otp', 40],
  ['oneway', 'bare', 0.7],
  ['spawn', 'bare', 0.7],
  ['request-sequential', 'bare', 0.8],
  ['method-call', 'bare', 0.5],
]

export function judge(results: readonly Result[]): Verdict[] {
  return [
    ...ratios.flatMap(([row, subject, least]) => judgeRatio(results, row, subject, least)),
    ...judgeNpm(results),
    ...judgeCodeOnly(results),
    ...judgeMethodCalls(results),
    ...judgeBystanders(results),
  ]
}

function find(results: readonly Result[], row: string, subject = 'instar'): Result | undefined {
  return results.find((each) => each.row === row && each.subject === subject)
}

function judgeRatio(results: readonly Result[], row: string, subject: string, least: number): Verdict[] {
  const ratio = find(results, row, subject)?.ratioToInstar
  if (ratio === undefined || ratio === null) return []
  return [{ target: `${row}: ${least}x ${subject}`, measured: `${figure(ratio)}x`, verdict: verdictOf(ratio >= least) }]
}

function verdictOf(isMet: boolean): Verdict['verdict'] {
  return isMet ? 'met' : 'MISSED'
}

/** Each row against the peer from npm that is best at it. */
function judgeNpm(results: readonly Result[]): Verdict[] {
  return [...new Set(results.map(({ row }) => row))].flatMap((row) => {
    const peers = results.filter((each) => each.row === row && npmPeers.includes(each.subject))
    const best = peers.toSorted((a, b) => (a.ratioToInstar ?? 0) - (b.ratioToInstar ?? 0))[0]
    return best === undefined ? [] : judgeRatio(results, row, best.subject, npmRatio)
  })
}

/** A thousand times the instances may not take twice as long. */
function judgeCodeOnly(results: readonly Result[]): Verdict[] {
  const [few, many] = [find(results, 'code-only-1k'), find(results, 'code-only-1M')]
  if (few === undefined || many === undefined) return []
  const measured = `${figure(few.value)} ms at 1k, ${figure(many.value)} ms at 1M`
  return [
    {
      target: 'code-only: independent of the number (1M at most 2x of 1k)',
      measured,
      verdict: verdictOf(many.value <= 2 * few.value),
    },
  ]
}

function judgeMethodCalls(results: readonly Result[]): Verdict[] {
  const after = find(results, 'method-call-after-10-upgrades')
  if (after === undefined) return []
  const target = 'method-call after 10 upgrades: not slower (at most 1.1x)'
  return [{ target, measured: `${figure(after.value)}x`, verdict: verdictOf(after.value <= 1.1) }]
}

function judgeBystanders(results: readonly Result[]): Verdict[] {
  const [before, during] = ['before', 'during'].map((when) => find(results, `bystanders-1M/p99-${when}`))
  if (before === undefined || during === undefined) return []
  const target = 'bystanders-1M: p99 during at most 2x of before'
  const measured = `${figure(before.value)} ms before, ${figure(during.value)} ms during`
  if (before.value <= busy) return [{ target, measured, verdict: verdictOf(during.value <= 2 * before.value) }]
  return [{ target, measured: `${measured}: the machine was too busy`, verdict: 'not judged' }]
}
