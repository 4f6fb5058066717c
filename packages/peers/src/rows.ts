// The rows, in the order of the table: what is counted, in which unit, and how many.

import type { SubjectName } from './subjects/subjects.js'

export interface Row {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** A `rate` is timed by the harness: so many a second. An `own` figure is measured by the subject. */
  readonly kind: 'rate' | 'own'
  /** The work that a subject does for it. Rows of different sizes share it. */
  readonly work: string
  readonly count: number
  readonly quick: number
  /** Only these take part, where more would not fit into the time of a run. */
  readonly subjects?: readonly SubjectName[]
  readonly mostRounds?: number
}

const grown: readonly SubjectName[] = ['instar', 'bare', 'otp']

function rate(name: string, title: string, count: number, quick: number): Row {
  return { name, title, unit: '1/s', better: 'more', kind: 'rate', work: name, count, quick }
}

function own(name: string, title: string, unit: string, count: number, quick = count): Row {
  return { name, title, unit, better: 'less', kind: 'own', work: name, count, quick }
}

/** The same for other numbers of instances. */
function sized(row: Row, subjects = row.subjects, sizes: readonly string[] = ['1k', '10k', '1M']): Row[] {
  return sizes.map((size) => {
    const count = sizeOf(size)
    const rowSubjects = subjects === undefined ? {} : { subjects }
    const mostRounds = count >= 1e6 ? { mostRounds: 2 } : {}
    return { ...row, ...rowSubjects, ...mostRounds, name: `${row.name}-${size}`, count, quick: Math.min(count, 10_000) }
  })
}

export function sizeOf(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('M') ? 1e6 : 1e3)
}

const sizes = ['1k', '10k', '100k', '1M'] as const
const spawn = rate('spawn', 'Births', 100_000, 20_000)
const bytes = own('bytes', 'Memory of an instance', 'B', 100_000, 20_000)
const upgrade = own('upgrade', 'Class upgrade with migration, an instance', 'µs', 0)
const codeOnly = own('code-only', 'Class upgrade of code alone, in all', 'ms', 0)

export const rows: readonly Row[] = [
  spawn,
  ...sized(spawn, grown),
  bytes,
  ...sized(bytes, grown),
  rate('oneway', 'Oneway messages, one sender to one instance', 1_000_000, 100_000),
  rate('fan-out', 'One message to each of many', 100_000, 20_000),
  rate('fan-in', 'One message from each of many', 100_000, 20_000),
  rate('request-sequential', 'Requests, one after the other', 200_000, 20_000),
  rate('request-in-flight', 'Requests, a hundred in flight', 200_000, 20_000),
  rate('ring', 'Hops in a ring of a thousand', 1_000_000, 100_000),
  rate('ping-pong', 'Messages between a thousand pairs', 1_000_000, 100_000),
  rate('restart', 'Crashes with a restart, until the new one answers', 1000, 200),
  ...sized(upgrade, undefined, sizes),
  ...sized(codeOnly, undefined, sizes),
  {
    ...own('bystanders-1M', 'Bystanders of an upgrade of a million: p99 of their latency', 'ms', 1e6, 20_000),
    work: 'bystanders',
  },
  own('method-call', 'A call of a method within an instance', 'ns', 5_000_000, 1_000_000),
  own('method-call-after-10-upgrades', 'The same after ten upgrades, beside none', 'x', 5_000_000, 1_000_000),
  { ...own('cold-start', 'From the start of node to the first answer', 'ms', 7, 1), mostRounds: 1 },
  {
    ...own('type-check-200', 'Type check of two hundred actor classes', 's', 200, 20),
    work: 'type-check',
    mostRounds: 1,
  },
]
