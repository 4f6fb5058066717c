// What becomes of the names of attributes on a path of migrations: which goes on under which name, which ends, which
// begins. Helpers (`rename`, `drop`, `add`) say it by their data; of a plain function only the author knows. Pure.

import type { MigrationPart } from '../class/migration.js'
import type { Path } from './path.js'

export interface NamesAfterwards {
  /** The names that there are in the end, each with the name that its value had at first; null where it begins. */
  readonly origins: ReadonlyMap<string, string | null>
  /** Names that have ended on the way, and have not begun again. */
  readonly ended: ReadonlySet<string>
  /** Names that helpers speak of, and that there are not by then; a plain function before them may have made them. */
  readonly unknown: readonly string[]
  /** Whether a plain function takes part, so that all this may not be the whole truth. */
  readonly isOpen: boolean
}

/** Follows names through a path. */
export function followNames(names: Iterable<string>, { direction, steps }: Path): NamesAfterwards {
  const origins = new Map<string, string | null>([...names].map((name) => [name, name]))
  const ended = new Set<string>()
  const unknown: string[] = []
  let isOpen = false
  const end = (name: string): void => {
    if (origins.delete(name)) ended.add(name)
  }
  const begin = (name: string, origin: string | null): void => {
    origins.set(name, origin)
    ended.delete(name)
  }
  for (const { parts } of steps) {
    for (const part of direction === 'down' ? parts.toReversed() : parts) {
      isOpen ||= isPlainFunction(part)
      const isTold = !isOpen
      const { renamed, ends, begins } = effects(part, direction === 'down')
      for (const [from, to] of renamed) {
        const origin = origins.get(from)
        if (origin === undefined) {
          if (isTold) unknown.push(from)
          continue
        }
        end(from)
        begin(to, origin)
      }
      if (isTold) unknown.push(...[...ends, ...(part.converts ?? [])].filter((name) => !origins.has(name)))
      for (const name of ends) end(name)
      for (const name of begins) begin(name, null)
    }
  }
  return { origins, ended, unknown, isOpen }
}

function effects(
  { renames = {}, drops = [], adds = [] }: MigrationPart,
  isDown: boolean,
): {
  renamed: [string, string][]
  ends: readonly string[]
  begins: readonly string[]
} {
  const pairs = Object.entries(renames)
  if (!isDown) return { renamed: pairs, ends: drops, begins: adds }
  return { renamed: pairs.map(([from, to]) => [to, from]), ends: adds, begins: drops }
}

function isPlainFunction({ renames, drops, adds, converts }: MigrationPart): boolean {
  return renames === undefined && drops === undefined && adds === undefined && converts === undefined
}
