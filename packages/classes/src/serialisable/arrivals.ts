// The instances that arrive from one stream, and the refs among them. A ref leads, in this order,
//
//   to what the reader says            (option `refs`)
//   to the instance itself             where it lives: in the very run that wrote the entry
//   to the instance that arrives       from the same stream, before it or after it: its place is kept until then
//   to nobody                          a ref of its class whose instance has ended; null where that class is not known

import { type ActorSystem, isInstarError, type Reference, type Reservation, type Revival } from '@instar/core'
import { fail } from '../failures.js'
import { type Entry, entryOf, problemOf, snapshotOf } from './entry.js'
import type { Line } from './line.js'
import type { ReadOptions } from './stream.js'

/** One instance that has been read and lives. */
export interface Arrival extends Revival {
  /** Its number in the stream, from 1 on. */
  readonly entry: number
  readonly ref: Reference
  readonly class: string
}

export class Arrivals {
  private readonly places = new Map<string, Reservation>()
  private readonly arrived = new Set<string>()

  constructor(
    private readonly system: ActorSystem,
    private readonly options: ReadOptions,
  ) {}

  /** Bears the instance of a line; throws with the number of its entry. */
  async bear({ n, fields }: Line): Promise<Arrival> {
    const entry = entryOf(fields)
    const read = n - 1
    if (typeof entry === 'string') throw fail('malformed-entry', { entry: n, read, problem: entry })
    const { class: name, pid } = entry
    try {
      const ref = await this.revive(entry, n)
      const versions = Object.fromEntries(entry.levels.map((level) => [level.class, level.version]))
      return { entry: n, ref, class: name, pid, versions }
    } catch (error) {
      if (error instanceof EntryProblem)
        throw fail('malformed-entry', { entry: n, read, problem: error.message }, error.cause)
      const message = error instanceof Error ? error.message : String(error)
      throw fail('unrevived-entry', { entry: n, read, class: name, pid, error: message }, error)
    }
  }

  /** Gives up the places that nobody has come for. */
  close(): void {
    for (const [key, place] of this.places)
      if (!this.arrived.has(key)) place.abandon('it was not among those that were read')
  }

  private async revive(entry: Entry, n: number): Promise<Reference> {
    const { transformers = [], birth, migrations, extra } = this.options
    const key = keyOf(entry.run, entry.pid)
    if (this.arrived.has(key)) throw new EntryProblem(`is of ${entry.pid}, which has come before`)
    const place = this.placeOf(key, entry.class)
    if (place.ref.className !== entry.class)
      throw new EntryProblem(`is of a ${entry.class}, and refs take ${entry.pid} for a ${place.ref.className}`)
    let snapshot
    try {
      snapshot = snapshotOf(entry, transformers, (pid, name) => this.refTo(entry.run, pid, name))
    } catch (error) {
      throw new EntryProblem(problemOf(error), { cause: error })
    }
    this.arrived.add(key)
    return place.revive(snapshot, { ...birth?.({ entry: n, class: entry.class, pid: entry.pid }), migrations, extra })
  }

  private refTo(run: string, pid: string, className: string): Reference | null {
    const said = this.options.refs?.(pid, className)
    if (said !== undefined) return said
    const living = run === this.system.incarnation ? this.system.find(pid as Entry['pid']) : undefined
    if (living?.className === className) return living
    try {
      return this.placeOf(keyOf(run, pid), className).ref
    } catch (error) {
      if (isInstarError(error, 'unknown-class')) return null
      throw error
    }
  }

  private placeOf(key: string, className: string): Reservation {
    let place = this.places.get(key)
    if (place === undefined) this.places.set(key, (place = this.system.reserve(className)))
    return place
  }
}

/** What is wrong with an entry, as a phrase. */
class EntryProblem extends Error {}

function keyOf(run: string, pid: string): string {
  return `${run} ${pid}`
}
