// A row of the table: what it measures, in which unit, and what is aimed at.

import type { Spread } from '../sampling.js'

export interface Row {
  readonly name: string
  readonly unit: string
  readonly target?: Target
  /** Megabytes of old heap that its process may have, where the usual ones do not suffice. */
  readonly heap?: number
  readonly measure: () => Promise<Figures>
}

/** The figures of a row, in its unit. */
export interface Figures {
  readonly ours: Spread
  /** Null where nothing by hand compares. */
  readonly theirs: Spread | null
  /** What a reader of the table should know beside. */
  readonly note?: string
}

/** A limit for the value, or for its ratio to the baseline. */
export type Target = { readonly value: Limit } | { readonly ratio: Limit }
export type Limit = { readonly atLeast: number } | { readonly atMost: number }

/** What a row is worth. */
export interface Result {
  readonly row: string
  readonly unit: string
  readonly value: number
  readonly baseline: number | null
  readonly ratio: number | null
}

export function resultOf({ name, unit }: Row, { ours, theirs }: Figures): Result {
  const value = ours.median
  const baseline = theirs?.median ?? null
  return { row: name, unit, value, baseline, ratio: baseline === null ? null : value / baseline }
}

/** Whether a result is within its target. */
export function isMet(target: Target, { value, ratio }: Result): boolean {
  const [figure, limit] = 'value' in target ? [value, target.value] : [ratio!, target.ratio]
  return 'atLeast' in limit ? figure >= limit.atLeast : figure <= limit.atMost
}
