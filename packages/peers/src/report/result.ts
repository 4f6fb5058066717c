// What the harness gives: one figure for each row and subject.

import type { Row } from '../rows.js'
import { ratioToInstar, type Spread } from '../statistics.js'

export interface Result {
  readonly row: string
  readonly unit: string
  readonly subject: string
  /** The median of the rounds. */
  readonly value: number
  readonly min: number
  readonly max: number
  /** How many times better instar is: above 1 it is ahead. Null where instar was not measured. */
  readonly ratioToInstar: number | null
}

export function resultsOf(row: Row, figures: ReadonlyMap<string, Spread>): Result[] {
  const instar = figures.get('instar')
  return [...figures].map(([subject, { median, min, max }]) => ({
    row: row.name,
    unit: row.unit,
    subject,
    value: median,
    min,
    max,
    ratioToInstar: instar === undefined ? null : ratioToInstar(row.better, median, instar.median),
  }))
}
