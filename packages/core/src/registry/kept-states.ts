// States by serial of the instance, in chunks: one array or map of a million entries would be copied in one go whenever it
// doubles, and hold the event loop up for as long as that takes.

import type { State } from './layout.js'

const chunkSize = 4096

export class KeptStates {
  private readonly chunks = new Map<number, (State | undefined)[]>()
  /** The chunk of the last one: serials come in order. */
  private recent: (State | undefined)[] = []
  private recentAt = -1

  get(serial: number): State | undefined {
    return this.chunks.get(chunkOf(serial))?.[serial % chunkSize]
  }

  set(serial: number, state: State): void {
    const at = chunkOf(serial)
    if (at !== this.recentAt) this.turnTo(at)
    this.recent[serial % chunkSize] = state
  }

  delete(serial: number): void {
    const chunk = this.chunks.get(chunkOf(serial))
    if (chunk !== undefined) delete chunk[serial % chunkSize]
  }

  clear(): void {
    this.chunks.clear()
    this.recent = []
    this.recentAt = -1
  }

  private turnTo(at: number): void {
    const known = this.chunks.get(at)
    if (known === undefined) this.chunks.set(at, (this.recent = []))
    else this.recent = known
    this.recentAt = at
  }
}

function chunkOf(serial: number): number {
  return Math.floor(serial / chunkSize)
}
