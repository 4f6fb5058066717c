// Generations for tests, from a few facts instead of a class text: what they are compared by is what they are given.

import { actor, Actor, attribute, type AttributeOptions, type Migration, oneway, request } from '../../src/index.js'
import { ownRecord } from '../../src/class/reader.js'
import { Generation } from '../../src/registry/generation.js'

export interface Facts {
  readonly name?: string
  readonly version: string
  /** Stands for the code: equal hashes are equal classes. */
  readonly hash?: string
  readonly attributes?: Readonly<Record<string, AttributeOptions>>
  readonly requests?: readonly string[]
  readonly oneways?: readonly string[]
  readonly migrations?: readonly Migration[]
}

let serial = 0

/** A generation of a class that nobody runs. */
export function generation({ name = 'Cat', version, hash, migrations = [], ...members }: Facts): Generation {
  @actor({ name, version, migrations })
  class Made extends Actor {}
  for (const [key, options] of Object.entries(members.attributes ?? {})) attribute(options)(Made.prototype, key)
  for (const [decorator, keys] of [
    [request(), members.requests ?? []],
    [oneway(), members.oneways ?? []],
  ] as const) {
    for (const key of keys)
      (decorator as (target: object, key: string, descriptor: object) => void)(Made.prototype, key, {})
  }
  return new Generation(Made, name, ownRecord(Made), hash ?? `hash ${(serial += 1)}`, null, [], null)
}
