// Values of applications as data that JSON can carry: events hold what users threw, stopped with, or made up. Never throws;
// what is too deep or too much is cut off, so that one event cannot fill the memory of a client.

import { types } from 'node:util'
import { messageOf, thrownInfo } from './thrown.js'

/** Data that JSON gives back as it was. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

const deepest = 8
const mostParts = 1000
const longestText = 4000

/** A value as plain data: at most eight levels, a thousand parts, and 4,000 characters a text. */
export function plainOf(value: unknown): Plain {
  return new Reduction().reduce(value, 0)
}

class Reduction {
  private parts = 0
  private readonly above = new Set<object>()

  reduce(value: unknown, depth: number): Plain {
    if (typeof value === 'string') return value.slice(0, longestText)
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    if (typeof value === 'boolean' || value === null) return value
    if (typeof value !== 'object') return typeof value === 'function' ? '(function)' : messageOf(value)
    try {
      return this.object(value, depth)
    } catch {
      return '(cannot be read)'
    }
  }

  private object(value: object, depth: number): Plain {
    if (value instanceof Error) return { ...thrownInfo(value) }
    if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (this.above.has(value)) return '(circular)'
    if (depth >= deepest) return '(too deep)'
    this.above.add(value)
    try {
      return this.contents(value, depth + 1)
    } finally {
      this.above.delete(value)
    }
  }

  private contents(value: object, depth: number): Plain {
    if (types.isMap(value)) return this.record(value, depth)
    if (Array.isArray(value) || types.isSet(value)) return this.list(value as Iterable<unknown>, depth)
    if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.reduce(value.toJSON(), depth)
    return this.record(Object.entries(value), depth)
  }

  private list(values: Iterable<unknown>, depth: number): Plain[] {
    const list: Plain[] = []
    for (const each of values) {
      if (this.isFull) return [...list, '(and more)']
      list.push(this.reduce(each, depth))
    }
    return list
  }

  private record(entries: Iterable<readonly [unknown, unknown]>, depth: number): Plain {
    const found: [string, Plain][] = []
    for (const [key, each] of entries) {
      if (this.isFull) return Object.fromEntries([...found, ['...', '(and more)']])
      if (each !== undefined) found.push([messageOf(key), this.reduce(each, depth)])
    }
    return Object.fromEntries(found)
  }

  private get isFull(): boolean {
    return (this.parts += 1) > mostParts
  }
}
