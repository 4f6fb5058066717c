// What the harness gives: one figure for each row and subject.

import type { Row } from '../rows.js'
import type { Played } from '../rounds.js'
import { ratioToInstar, spread } from '../statistics.js'
import type { Measured } from '../work.js'

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

export function resultsOf(row: Row, played: Played): Result[] {
  const instar = played.get('instar')
  const reference = instar === undefined ? undefined : spread(instar.map(({ value }) => value)).median
  return [...played].flatMap(([subject, measured]) => {
    const { median: value, min, max } = spread(measured.map((one) => one.value))
    const ratio = reference === undefined ? null : ratioToInstar(row.better, value, reference)
    const main = { row: row.name, unit: row.unit, subject, value, min, max, ratioToInstar: ratio }
    return [main, ...detailsOf(row, subject, measured)]
  })
}

/** Figures that were taken beside the main one are rows of their own: `bystanders-1M/p99-during`. */
function detailsOf(row: Row, subject: string, measured: readonly Measured[]): Result[] {
  return measured[0]!.details.map(({ name, unit }, i) => {
    const { median: value, min, max } = spread(measured.map(({ details }) => details[i]!.value))
    return { row: `${row.name}/${name}`, unit, subject, value, min, max, ratioToInstar: null }
  })
}
