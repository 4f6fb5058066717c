// Values in words: on one line, of bounded length, in bounded time, without a throw, whatever the value does when it is
// looked at. For people; nobody reads it back.

import { inspect, types } from 'node:util'

/** A value on one line of at most `limit` characters. */
export function print(value: unknown, limit = 120): string {
  return oneLine(attempt(value, limit), limit)
}

/** A text on one line of at most `limit` characters: without control characters, its end cut off. */
export function oneLine(text: string, limit: number): string {
  // What is cut off need not be read first.
  const line = text
    .slice(0, limit * 2)
    .replaceAll(unprintable, ' ')
    .trim()
  if (line.length <= limit && text.length <= limit * 2) return line
  return `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

// oxlint-disable-next-line no-control-regex -- to take them out.
const unprintable = /[\s\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g
/** Keys of an object and elements of a list that are shown. */
const widest = 10

function attempt(value: unknown, limit: number): string {
  try {
    if (types.isNativeError(value)) return `${value.name}: ${value.message}`
    const options = { depth: 0, breakLength: Infinity, maxArrayLength: widest, maxStringLength: limit }
    const narrow = narrowed(value)
    const text = inspect(narrow, options)
    return narrow === value ? text : `${text.replace(/ ?\}$/, '')}, ... }`
  } catch {
    return '(cannot be printed)'
  }
}

// Lists are cut by `inspect` itself; objects that serve as dictionaries are not. Getters are copied, not called.
function narrowed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || inspect.custom in value || isList(value)) return value
  const keys = Object.keys(value)
  if (keys.length <= widest) return value
  const few = Object.create(Object.getPrototypeOf(value)) as object
  for (const key of keys.slice(0, widest)) Object.defineProperty(few, key, Object.getOwnPropertyDescriptor(value, key)!)
  return few
}

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value) || types.isMap(value) || types.isSet(value)
}
