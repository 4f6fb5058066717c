// The table, for a terminal or in Markdown.

import Table from 'cli-table3'
import type { Result } from './result.js'

const heads = ['row', 'subject', 'median', 'min - max', 'instar is better by']

export function table(results: readonly Result[], isMarkdown: boolean): string {
  const lines = results.map((result) => cells(result))
  return grid(heads, lines, isMarkdown)
}

export function grid(head: readonly string[], lines: readonly (readonly string[])[], isMarkdown: boolean): string {
  if (isMarkdown) {
    const rule = head.map(() => '---')
    return [head, rule, ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')
  }
  const drawn = new Table({ head: [...head], style: { head: [], border: [] } })
  drawn.push(...lines.map((line) => [...line]))
  return drawn.toString()
}

function cells({ row, unit, subject, value, min, max, ratioToInstar: ratio }: Result): string[] {
  return [
    row,
    subject,
    `${figure(value)} ${unit}`,
    `${figure(min)} - ${figure(max)}`,
    ratio === null ? '-' : `${figure(ratio)}x`,
  ]
}

/** Three digits that count, and a prefix that people read at once. */
export function figure(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}
