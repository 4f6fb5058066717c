// The table for people.

import type { Spread } from './sampling.js'
import { type Figures, isMet, type Limit, type Result, type Row, type Target } from './rows/row.js'

const columns = [34, 18, 22, 18, 7, 15, 0] as const
const heads = ['row', 'instar', 'min - max', 'baseline', 'ratio', 'target', ''] as const

export const tableHead = `${line(heads)}\n${'-'.repeat(118)}`

export function tableLine({ name, unit, target }: Row, { ours, theirs, note = '' }: Figures, result: Result): string {
  return line([
    name,
    `${figure(ours.median)} ${unit}`,
    range(ours),
    theirs === null ? '-' : `${figure(theirs.median)} ${unit}`,
    result.ratio === null ? '-' : result.ratio.toFixed(2),
    target === undefined ? '-' : `${isMet(target, result) ? 'met' : 'MISSED'} ${inWords(target)}`,
    note,
  ])
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 || i > 4 ? cell.padEnd(columns[i]!) : cell.padStart(columns[i]!)))
    .join('  ')
    .trimEnd()
}

function range({ min, max }: Spread): string {
  return `${figure(min)} - ${figure(max)}`
}

/** Three digits that count, and a unit prefix that people read at once. */
function figure(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}

function inWords(target: Target): string {
  return 'value' in target ? `value ${limitInWords(target.value)}` : `ratio ${limitInWords(target.ratio)}`
}

function limitInWords(limit: Limit): string {
  return 'atLeast' in limit ? `>= ${limit.atLeast}` : `<= ${limit.atMost}`
}
