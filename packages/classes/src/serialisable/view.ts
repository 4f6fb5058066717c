// What a value looks like to the writer: a tag, facts that are JSON already, and the values that it consists of. One place that
// knows the kinds of objects; what it does not know cannot be written, and is told with its place.

import { isReference } from '@instar/core'
import { bytesOf, isBytes } from './binary.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** An object as the writer sees it. */
export interface View {
  readonly tag: string
  /** Told beside the tag. */
  readonly facts: Readonly<Record<string, Json>>
  /** What it consists of, in order. */
  readonly parts: readonly unknown[]
  /** Of a plain object: the names of its parts. */
  readonly keys?: readonly string[]
  /** Whether the facts are all of it. */
  readonly isLeaf?: boolean
}

/** A value that is no object, as JSON; undefined for what cannot be written: a function, a symbol. */
export function plainJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', is: numberName(value) }
    case 'bigint':
      return { $: 'bigint', is: String(value) }
    case 'undefined':
      return { $: 'undefined' }
    default:
      return value === null ? null : undefined
  }
}

function numberName(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** An object as the writer sees it; a phrase says why it cannot be written. */
export function viewOf(value: object): View | string {
  if (isReference(value)) return leaf('ref', { pid: value.pid, class: value.className })
  if (Array.isArray(value)) return arrayView(value)
  if (value instanceof Map) return { tag: 'Map', facts: {}, parts: [...value].flat(1) }
  if (value instanceof Set) return { tag: 'Set', facts: {}, parts: [...value] }
  if (value instanceof Date) return leaf('Date', { at: Number.isNaN(value.getTime()) ? null : value.toISOString() })
  if (value instanceof RegExp) return leaf('RegExp', { source: value.source, flags: value.flags })
  if (isBytes(value)) return leaf('bytes', bytesOf(value))
  return objectView(value)
}

function leaf(tag: string, facts: View['facts']): View {
  return { tag, facts, parts: [], isLeaf: true }
}

function arrayView(value: readonly unknown[]): View | string {
  const { length } = value
  const places = Object.keys(value)
  if (places.length === length && places.every((place, i) => place === String(i)))
    return { tag: 'array', facts: {}, parts: value }
  const named = places.find((place) => !isIndex(place, length))
  if (named !== undefined) return `is an array that has a property ${named}`
  return {
    tag: 'sparse',
    facts: { length, at: places.map(Number) },
    parts: places.map((place) => value[Number(place)]),
  }
}

function isIndex(text: string, length: number): boolean {
  const index = Number(text)
  return Number.isInteger(index) && index >= 0 && index < length && String(index) === text
}

function objectView(value: object): View | string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype)
    return `is ${article(value)}, which only a transformer could write`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'has a property that is named by a symbol'
  const keys = Object.keys(value)
  const parts = keys.map((key) => (value as Record<string, unknown>)[key])
  return { tag: prototype === null ? 'bare' : 'object', facts: {}, parts, keys }
}

function article(value: object): string {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object of another make'
}
