// How an instance is born.

import { parsePid } from '../base/ids.js'
import { demand, demandMs, demandOptions } from '../protocol/demands.js'

export interface SpawnOptions {
  /** A name by which `system.whereis` finds it; unique in the system. */
  readonly name?: string
  /** Links it to the instance that spawns it: each ends when the other ends abnormally. */
  readonly link?: boolean
  /**
   * Ties it to the instance that spawns it, one way: it never outlives that one, but its own end is its own affair. When the
   * other one ends normally it is asked to stop, and ended when it has not within the system's `stopTimeout`; when the other
   * one ends in any other way, by a kill too, it is ended at once. Ancestor: Erlang's supervised processes.
   */
  readonly tie?: boolean
  /** Milliseconds in which it has to be constructed and started, else it is ended and the spawn rejected. */
  readonly timeout?: number
}

/** No options: the same object for every spawn that has none. */
export const usualSpawn: SpawnOptions = {}

const known = ['name', 'link', 'tie', 'timeout']

/** Throws for arguments and options of a birth that cannot be. */
export function demandBirth(args: unknown, options: SpawnOptions): void {
  demand(Array.isArray(args), 'args', args, "is no list of the constructor's arguments: write spawn(Cat, ['Tom'])")
  if (options === usualSpawn) return
  demandOptions(options, known, 'spawn')
  demandMs('timeout', options.timeout)
  if (options.name !== undefined) demandName(options.name)
}

/** Throws for what cannot be the name of an instance. */
export function demandName(name: unknown): void {
  const isName = typeof name === 'string' && name !== '' && parsePid(name) === undefined
  demand(isName, 'name', name, 'is no name: give a text that is neither empty nor a pid')
}
