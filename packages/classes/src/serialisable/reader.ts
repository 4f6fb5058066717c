// From JSON to values. Objects are made empty first and filled afterwards, part by part, so that cycles close and no chain is
// too long. What is not as a writer would have written it is refused.

import { bytesFrom } from './binary.js'
import type { EntryPlace, EntryTransformer } from './transformers.js'
import type { Json } from './view.js'

type Tagged = { readonly [key: string]: Json }

/** How refs come back. */
export type FindRef = (pid: string, className: string) => object | null

/** What an entry is refused for, as a phrase. */
export class Malformed extends Error {}

const making = Symbol('making')

/** Reads the values of one entry. */
export class Reader {
  private readonly made = new Map<number, unknown>()
  private readonly unfilled: (() => void)[] = []
  private place: EntryPlace = { class: '', attribute: '' }

  constructor(
    private readonly parts: readonly Json[],
    private readonly transformers: readonly EntryTransformer[],
    private readonly findRef: FindRef,
  ) {}

  /** The value of an attribute. */
  read(json: Json, place: EntryPlace): unknown {
    this.place = place
    const value = this.make(json)
    this.fill()
    return value
  }

  private fill(): void {
    for (let fill = this.unfilled.pop(); fill !== undefined; fill = this.unfilled.pop()) fill()
  }

  /** The value of a piece of JSON; what it contains may still have to be filled in. */
  private make(json: Json): unknown {
    if (typeof json !== 'object' || json === null) return json
    if (isList(json)) return this.makeArray(json)
    const tag = json['$']
    if (tag === undefined) return this.makeObject({}, Object.keys(json), Object.values(json))
    if (typeof tag !== 'string') throw new Malformed('has a tag that is no text')
    return this.makeTagged(tag, json)
  }

  private makeTagged(tag: string, json: Tagged): unknown {
    switch (tag) {
      case 'part':
        return this.makePart(json['n'])
      case 'by':
        return this.makeBy(json)
      case 'object':
        return this.makeObject({}, list(json['keys']), list(json['of']))
      case 'bare':
        return this.makeObject(Object.create(null) as object, list(json['keys']), list(json['of']))
      case 'sparse':
        return this.makeSparse(json)
      case 'Map':
        return this.makeMap(list(json['of']))
      case 'Set':
        return this.makeSet(list(json['of']))
      default:
        return makeLeaf(tag, json, this.findRef)
    }
  }

  private makePart(n: Json | undefined): unknown {
    const number = typeof n === 'number' && Number.isInteger(n) ? n : -1
    const part = this.parts[number]
    if (part === undefined) throw new Malformed(`has no part ${String(n)}`)
    if (!this.made.has(number)) {
      this.made.set(number, making)
      this.made.set(number, this.make(part))
    }
    const value = this.made.get(number)
    if (value === making)
      throw new Malformed(`has a part ${number} that a transformer would have to read before itself`)
    return value
  }

  // Its transformer is given a whole value, not one that is still to be filled.
  private makeBy({ name, of }: Tagged): unknown {
    const transformer = this.transformers.find((each) => each.name === name)
    if (transformer === undefined)
      throw new Malformed(`needs the transformer ${String(name)}, which was not handed over`)
    const written = this.make(list(of)[0] ?? null)
    this.fill()
    return transformer.read(written, this.place)
  }

  private makeArray(json: readonly Json[]): unknown[] {
    const array: unknown[] = Array.from({ length: json.length })
    this.unfilled.push(() => json.forEach((each, i) => (array[i] = this.make(each))))
    return array
  }

  private makeObject(object: object, keys: readonly Json[], values: readonly Json[]): object {
    this.unfilled.push(() => {
      for (const [i, key] of keys.entries()) {
        const value = this.make(values[i] ?? null)
        Object.defineProperty(object, String(key), { value, writable: true, enumerable: true, configurable: true })
      }
    })
    return object
  }

  private makeSparse({ length, at, of }: Tagged): unknown[] {
    const places = list(at)
    const values = list(of)
    const isGood = typeof length === 'number' && places.every((place) => typeof place === 'number' && place < length)
    if (!isGood || length > 2 ** 32 - 1) throw new Malformed('has a sparse array that cannot be')
    const array: unknown[] = []
    array.length = length
    this.unfilled.push(() => places.forEach((place, i) => (array[place as number] = this.make(values[i] ?? null))))
    return array
  }

  private makeMap(of: readonly Json[]): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>()
    this.unfilled.push(() => {
      for (let i = 0; i + 1 < of.length; i += 2) map.set(this.make(of[i]!), this.make(of[i + 1]!))
    })
    return map
  }

  private makeSet(of: readonly Json[]): Set<unknown> {
    const set = new Set<unknown>()
    this.unfilled.push(() => of.forEach((each) => set.add(this.make(each))))
    return set
  }
}

function makeLeaf(tag: string, json: Tagged, findRef: FindRef): unknown {
  const value = leafOf(tag, json, findRef)
  if (value === undefined && tag !== 'undefined')
    throw new Malformed(`has a value of the kind ${tag} that cannot be read`)
  return value
}

function leafOf(tag: string, json: Tagged, findRef: FindRef): unknown {
  const { is, at, source, flags, kind, base64, pid, class: name } = json
  switch (tag) {
    case 'number':
      return is === '-0' || is === 'NaN' || is === 'Infinity' || is === '-Infinity' ? Number(is) : undefined
    case 'bigint':
      return typeof is === 'string' && /^-?\d+$/.test(is) ? BigInt(is) : undefined
    case 'Date':
      return dateOf(at)
    case 'RegExp':
      return typeof source === 'string' && typeof flags === 'string' ? new RegExp(source, flags) : undefined
    case 'bytes':
      return bytesFrom(kind, base64)
    case 'ref':
      return typeof pid === 'string' && typeof name === 'string' ? findRef(pid, name) : undefined
    default:
      return undefined
  }
}

function dateOf(at: Json | undefined): Date | undefined {
  if (at === null) return new Date(NaN)
  const date = new Date(typeof at === 'string' ? at : NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

function list(json: Json | undefined): readonly Json[] {
  if (json === undefined || !isList(json)) throw new Malformed('has a list that is none')
  return json
}
