// Judges specs of children before anything is done with them: all defects of all of them at once, each with its cure. Pure.
// Whether a class by that name exists is for who knows the system to say.

import { readRecord } from '../class/reader.js'
import type { ClassValue } from '../class/metadata.js'

const restarts = ['permanent', 'transient', 'temporary']
const fields = ['id', 'class', 'args', 'name', 'restart', 'shutdown', 'timeout', 'labels']

/** The defects of a list of specs, as sentences; empty for a sound one. */
export function specDefects(specs: unknown): string[] {
  if (!Array.isArray(specs)) return [`the children are ${wordsFor(specs)}: give a list of specs`]
  const ids = specs.map((spec: unknown) => (isObject(spec) ? spec['id'] : undefined))
  const twice = ids.filter((id, i) => typeof id === 'string' && ids.indexOf(id) !== i)
  return [
    ...specs.flatMap((spec: unknown, i) => [...defectsOf(spec, i)]),
    ...[...new Set(twice)].map((id) => `two children have the id ${String(id)}: give each an id of its own`),
  ]
}

function* defectsOf(spec: unknown, at: number): Generator<string> {
  if (!isObject(spec)) return yield `child ${at + 1} is ${wordsFor(spec)}: give a spec, { id, class, ... }`
  const { id, class: value, args, name, restart, shutdown, timeout, labels } = spec
  const who = typeof id === 'string' && id !== '' ? `child ${id}` : `child ${at + 1}`
  if (typeof id !== 'string' || id === '') yield `${who} has ${wordsFor(id)} as its id: give a text`
  if (!isClass(value)) yield `${who} has ${wordsFor(value)} as its class: give an actor class, or its name`
  if (args !== undefined && !Array.isArray(args)) yield `${who} has ${wordsFor(args)} as its args: give a list`
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.startsWith('<')))
    yield `${who} has ${wordsFor(name)} as its name: give a text that is no pid`
  if (restart !== undefined && !restarts.includes(restart as string))
    yield `${who} has ${wordsFor(restart)} as its restart: say ${restarts.join(', ')}`
  if (shutdown !== undefined && shutdown !== 'kill' && !isMs(shutdown))
    yield `${who} has ${wordsFor(shutdown)} as its shutdown: give milliseconds, or 'kill'`
  if (timeout !== undefined && !isMs(timeout)) yield `${who} has ${wordsFor(timeout)} as its timeout: give milliseconds`
  if (labels !== undefined && !isObject(labels)) yield `${who} has ${wordsFor(labels)} as its labels: give an object`
  for (const field of Object.keys(spec))
    if (!fields.includes(field)) yield `${who} has a field ${field}, which no spec has: it has ${fields.join(', ')}`
}

function isClass(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  return typeof value === 'function' && readRecord(value as ClassValue)?.options !== undefined
}

function isMs(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value that should have been another one, in a few words. */
export function wordsFor(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return value === undefined ? 'nothing' : String(value)
}
