// From values to JSON, without recursion deeper than a few levels and with every identity kept: an object that is reached
// twice, or lies deep, is lifted out of its place into a list of parts, and leaves its number there.
//
//   { a: x, b: x }  with x = { n: 1 }     ->     { a: { $: 'part', n: 0 }, b: { $: 'part', n: 0 } }     parts: [{ n: 1 }]
//
// So cycles and chains of any length need nothing of their own.

import type { EntryPlace, EntryTransformer } from './transformers.js'
import { type Json, plainJson, type View, viewOf } from './view.js'

const levels = 32

interface Step {
  readonly value: unknown
  readonly depth: number
  readonly path: string
}

/** Writes the values of one instance; what they share is written once. */
export class Writer {
  /** Why values cannot be written, as sentences that name their places. */
  readonly problems: string[] = []
  private readonly seen = new Map<object, View>()
  private readonly lifted = new Map<object, number | null>()
  private readonly lined: object[] = []

  constructor(private readonly transformers: readonly EntryTransformer[]) {}

  /** Looks at the value of an attribute; gives what is to be written for it. Look at all of them before the first is written. */
  look(value: unknown, place: EntryPlace): unknown {
    const own = this.transformers.find((each) => each.ofAttributes && each.matches(value, place))
    const root = own === undefined ? value : new Transformed(own.name, own.write(value, place))
    const steps: Step[] = [{ value: root, depth: 0, path: `${place.class}.${place.attribute}` }]
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) this.lookAt(step, place, steps)
    return root
  }

  /** Writes what was looked at. */
  write(value: unknown): Json {
    if (typeof value !== 'object' || value === null) return plainJson(value)!
    const number = this.lifted.get(value)
    if (number === undefined) return this.writeHere(value)
    return { $: 'part', n: number ?? this.lineUp(value) }
  }

  /** The parts, once everything else has been written. */
  parts(): Json[] {
    const written: Json[] = []
    for (const part of this.lined) written.push(this.writeHere(part))
    return written
  }

  /** Looks at one value, and notes those in it that are to be looked at too. */
  private lookAt({ value, depth, path }: Step, place: EntryPlace, steps: Step[]): void {
    if (typeof value === 'function' || typeof value === 'symbol') this.problems.push(`${path} is a ${typeof value}`)
    if (typeof value !== 'object' || value === null) return
    if (this.seen.has(value)) return void this.lifted.set(value, null)
    const view = this.viewSafely(value, place)
    if (typeof view === 'string') return void this.problems.push(`${path} ${view}`)
    if (depth > 0 && depth % levels === 0) this.lifted.set(value, null)
    this.seen.set(value, view)
    for (const [i, part] of view.parts.entries())
      if (!isSimple(part)) steps.push({ value: part, depth: depth + 1, path: stepPath(path, view, i) })
  }

  private viewSafely(value: object, place: EntryPlace): View | string {
    try {
      return this.view(value, place)
    } catch (error) {
      return `could not be read: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  private view(value: object, place: EntryPlace): View | string {
    if (value instanceof Transformed) return { tag: 'by', facts: { name: value.name }, parts: [value.written] }
    const transformer = this.transformers.find((each) => !each.ofAttributes && each.matches(value, place))
    if (transformer === undefined) return viewOf(value)
    return { tag: 'by', facts: { name: transformer.name }, parts: [transformer.write(value, place)] }
  }

  private lineUp(value: object): number {
    const number = this.lined.push(value) - 1
    this.lifted.set(value, number)
    return number
  }

  private writeHere(value: object): Json {
    const { tag, facts, parts, keys, isLeaf } = this.seen.get(value)!
    const written = parts.map((part) => this.write(part))
    if (tag === 'array') return written
    if (tag === 'object' && isSafe(keys!)) return Object.fromEntries(keys!.map((key, i) => [key, written[i]!]))
    if (keys !== undefined) return { $: tag, keys, of: written }
    return isLeaf ? { $: tag, ...facts } : { $: tag, ...facts, of: written }
  }
}

/** What a transformer has made of an attribute's value, be that no object. */
class Transformed {
  constructor(
    readonly name: string,
    readonly written: unknown,
  ) {}
}

// Nothing to look at: spares a large list of numbers a step, and a path, for each.
function isSimple(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
}

// `$` tells what is not plain; `__proto__` is no ordinary name to everybody.
function isSafe(keys: readonly string[]): boolean {
  return !keys.includes('$') && !keys.includes('__proto__')
}

function stepPath(path: string, { tag, keys }: View, i: number): string {
  if (path.length > 200) return path
  if (keys !== undefined) return `${path}.${keys[i]!}`
  return tag === 'by' ? path : `${path}[${tag === 'Map' ? Math.floor(i / 2) : i}]`
}
