// Rows under a head, aligned. On a terminal the widest column gives way until a line fits; where nobody looks nothing is
// cut off, and no line ends in blanks, so that what is piped can be searched.

import Table from 'cli-table3'
import { plain, type Style } from '../style.js'

export interface Look {
  readonly style: Style
  /** How wide a line may be. */
  readonly columns: number
}

/** Without colours and without a limit. */
export const plainLook: Look = { style: plain, columns: Infinity }

export type Row = readonly (string | number)[]

const gap = 2
const narrowest = 8
const nothing = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' }
const noBorders = {
  ...nothing,
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

/** The lines of a table. Columns of numbers are aligned to the right. */
export function tableLines(head: readonly string[], rows: readonly Row[], { style, columns }: Look): string[] {
  const isNumber = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  const widths = fitWidths(
    head.map((name, i) => widthOf(name, rows, i)),
    columns,
  )
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
    head: head.map((name) => style.dim(name)),
    colAligns: isNumber.map((is) => (is ? 'right' : 'left')),
    colWidths: widths.map((width) => width + gap),
    truncate: '…',
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

/** Names and values under one another; empty values are left out. */
export function factLines(facts: readonly (readonly [string, string])[], { style }: Look): string[] {
  const shown = facts.filter(([, value]) => value !== '')
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${value}`)
}

/** Takes from the widest until all fit, but leaves each a few characters. Pure. */
export function fitWidths(widths: readonly number[], columns: number): number[] {
  const fitted = [...widths]
  const total = (): number => fitted.reduce((sum, width) => sum + width + gap, -gap)
  while (total() > columns) {
    const widest = fitted.indexOf(Math.max(...fitted))
    if (fitted[widest]! <= narrowest) return fitted
    fitted[widest] = Math.max(narrowest, fitted[widest]! - (total() - columns))
  }
  return fitted
}

// oxlint-disable-next-line no-control-regex -- the codes of colours take no room.
const colours = /\u001B\[\d+m/g

function widthOf(name: string, rows: readonly Row[], i: number): number {
  return Math.max(name.length, ...rows.map((row) => String(row[i] ?? '').replaceAll(colours, '').length))
}
