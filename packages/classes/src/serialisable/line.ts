// One line of a stream of instances, and back: JSON in a frame with its sum, so that any tool can read it and none can alter
// it by accident. The sum is no signature: who wants to deceive can compute it anew.
//
//   {"sum":"0f1e2d3c4b5a6978","entry":{"instar":"instance","format":1,"n":1, ... }}
//   {"sum":"8796a5b4c3d2e1f0","entry":{"instar":"end","format":1,"n":1}}

import { createHash } from 'node:crypto'
import { fail } from '../failures.js'
import type { Json } from './view.js'

export const format = 1

const head = '{"sum":"'
const middle = '","entry":'
const digits = 16

/** What a line holds, by its kind. */
export interface Line {
  readonly kind: 'instance' | 'end'
  /** Of an instance: its number, from 1 on. Of the end: how many there were. */
  readonly n: number
  readonly fields: Readonly<Record<string, Json>>
}

/** A line; `body` is the fields as JSON, without the brackets. */
export function lineOf(kind: Line['kind'], n: number, body = ''): Uint8Array {
  const entry = `{"instar":"${kind}","format":${format},"n":${n}${body === '' ? '' : `,${body}`}}`
  return Buffer.from(`${head}${sumOf(entry)}${middle}${entry}}\n`)
}

/** What a line of text holds; `n` is the number that an instance in it has to have. Throws what is wrong with it. */
export function parseLine(text: string, n: number): Line {
  const read = n - 1
  const entry = text.slice(head.length + digits + middle.length, -1)
  const isFramed = text.startsWith(head) && text.startsWith(middle, head.length + digits) && text.endsWith('}')
  if (!isFramed) throw fail('malformed-entry', { entry: n, read, problem: 'has no sum' })
  if (text.slice(head.length, head.length + digits) !== sumOf(entry)) throw fail('altered-entry', { entry: n, read })
  const fields = fieldsOf(entry, n)
  const { instar: kind, format: written, n: number } = fields
  if (written !== format) throw fail('newer-format', { entry: n, format: written, known: format })
  if (kind !== 'instance' && kind !== 'end')
    throw fail('malformed-entry', { entry: n, read, problem: `is of the kind ${String(kind)}` })
  const expected = kind === 'end' ? read : n
  if (number !== expected) throw misplaced(kind, number, n)
  return { kind, n: expected, fields }
}

function fieldsOf(entry: string, n: number): Readonly<Record<string, Json>> {
  try {
    return { ...(JSON.parse(entry) as Record<string, Json>) }
  } catch (error) {
    throw fail('malformed-entry', { entry: n, read: n - 1, problem: 'is no JSON' }, error)
  }
}

function misplaced(kind: Line['kind'], found: Json | undefined, n: number): Error {
  const read = n - 1
  if (kind === 'end')
    return fail('truncated-stream', { read, problem: `${String(found)} were written, and ${read} are here` })
  return fail('malformed-entry', { entry: n, read, problem: `is the entry ${String(found)} of its stream` })
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}
