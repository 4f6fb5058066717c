// The instances of a class, page by page, in the order of their births: a page holds no more than is asked for, and the next
// one goes on after the last pid, whoever has come or gone meanwhile.

import { parsePid, type Pid } from '../base/ids.js'
import { fail } from '../protocol/failures.js'
import type { Cell } from '../instance/cell.js'
import type { LiveClass } from '../registry/live-class.js'
import { frozen } from './frozen.js'
import { type InstanceInfo, inspectInstance } from './instance-info.js'

/** Which instances, and how many of them. */
export interface PageOptions {
  /** At most so many; the default is 100. */
  readonly limit?: number
  /** Those that were born after this one: the `next` of the page before. */
  readonly after?: Pid | null
  /** Only those of the class itself, without those of its descendants. */
  readonly direct?: boolean
}

/** Some of the living instances of a class. */
export interface InstancePage {
  readonly class: string
  /** How many there are in all. */
  readonly total: number
  readonly instances: readonly InstanceInfo[]
  /** Where the next page begins; null when this is the last one. */
  readonly next: Pid | null
}

/** A page of the instances of a class. Its time grows with their number, the work on each only with the page. */
export function inspectInstances(
  live: LiveClass,
  { limit = 100, after = null, direct = false }: PageOptions,
): InstancePage {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw fail('bad-option', { option: 'limit', value: String(limit), problem: 'is no positive whole number' })
  const sets = (direct ? [live] : live.descendants()).map(({ instances }) => instances)
  const found = earliest(
    sets.flatMap(({ all }) => all as readonly Cell[]),
    serialOf(after),
    limit + 1,
  )
  const page = found.slice(0, limit)
  return frozen<InstancePage>({
    class: live.name,
    total: sets.reduce((sum, { size }) => sum + size, 0),
    instances: page.map(inspectInstance),
    next: found.length > limit ? page.at(-1)!.pid : null,
  })
}

function serialOf(after: Pid | null): number {
  if (after === null) return 0
  const parts = parsePid(String(after))
  if (parts === undefined) throw fail('bad-option', { option: 'after', value: String(after), problem: 'is no pid' })
  return parts.serial
}

/** The first so many by serial, of those after one. Sorting in heaps of twice the number spares sorting them all. */
function earliest(cells: readonly Cell[], after: number, count: number): Cell[] {
  let found: Cell[] = []
  const trim = (): void => {
    found = found.toSorted((a, b) => a.serial - b.serial).slice(0, count)
  }
  for (const cell of cells) {
    if (cell.serial <= after) continue
    found.push(cell)
    if (found.length >= 2 * count) trim()
  }
  trim()
  return found
}
