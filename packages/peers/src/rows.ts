// The rows, in the order of the table: what is counted, in which unit, and how many.

export interface Row {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** A `rate` is timed by the harness: so many a second. An `own` figure is measured by the subject. */
  readonly kind: 'rate' | 'own'
  readonly count: number
  readonly quick: number
}

function rate(name: string, title: string, count: number, quick: number): Row {
  return { name, title, unit: '1/s', better: 'more', kind: 'rate', count, quick }
}

function own(name: string, title: string, unit: string, count: number, quick: number): Row {
  return { name, title, unit, better: 'less', kind: 'own', count, quick }
}

export const rows: readonly Row[] = [
  rate('spawn', 'Births', 100_000, 20_000),
  own('bytes', 'Memory of an instance', 'B', 100_000, 20_000),
  rate('oneway', 'Oneway messages, one sender to one instance', 1_000_000, 100_000),
  rate('fan-out', 'One message to each of many', 100_000, 20_000),
  rate('fan-in', 'One message from each of many', 100_000, 20_000),
  rate('request-sequential', 'Requests, one after the other', 200_000, 20_000),
  rate('request-in-flight', 'Requests, a hundred in flight', 200_000, 20_000),
  rate('ring', 'Hops in a ring of a thousand', 1_000_000, 100_000),
  rate('ping-pong', 'Messages between a thousand pairs', 1_000_000, 100_000),
]
