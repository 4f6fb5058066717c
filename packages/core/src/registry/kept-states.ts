// States by serial of the instance, in chunks: one map of a million entries would be rehashed in one go whenever it
// doubles, and hold the event loop up for as long as that takes.

import type { State } from './layout.js'

const chunkBits = 12

export class KeptStates {
  private readonly chunks = new Map<number, Map<number, State>>()

  get(serial: number): State | undefined {
    return this.chunks.get(chunkOf(serial))?.get(serial)
  }

  set(serial: number, state: State): void {
    const at = chunkOf(serial)
    let chunk = this.chunks.get(at)
    if (chunk === undefined) this.chunks.set(at, (chunk = new Map()))
    chunk.set(serial, state)
  }

  delete(serial: number): void {
    this.chunks.get(chunkOf(serial))?.delete(serial)
  }

  clear(): void {
    this.chunks.clear()
  }
}

function chunkOf(serial: number): number {
  return Math.floor(serial / 2 ** chunkBits)
}
