// How an instance is born.

import { parsePid } from '../base/ids.js'
import { demand, demandMs, demandOptions } from '../protocol/demands.js'

export interface SpawnOptions {
  /** A name by which `system.whereis` finds it; unique in the system. */
  readonly name?: string
  /** Links it to the instance that spawns it: each ends when the other ends abnormally. */
  readonly link?: boolean
  /** Milliseconds in which it has to be constructed and started, else it is ended and the spawn rejected. */
  readonly timeout?: number
}

/** No options: the same object for every spawn that has none. */
export const usualSpawn: SpawnOptions = {}

const known = ['name', 'link', 'timeout']

/** Throws for arguments and options of a birth that cannot be. */
export function demandBirth(args: unknown, options: SpawnOptions): void {
  demand(Array.isArray(args), 'args', args, "is no list of the constructor's arguments: write spawn(Cat, ['Tom'])")
  if (options === usualSpawn) return
  demandOptions(options, known, 'spawn')
  demandMs('timeout', options.timeout)
  const { name } = options
  const isName = typeof name === 'string' && name !== '' && parsePid(name) === undefined
  demand(name === undefined || isName, 'name', name, 'is no name: give a text that is neither empty nor a pid')
}
