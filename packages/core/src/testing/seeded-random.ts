// Chance that can be repeated. Algorithm: mulberry32 (Tommy Ettinger, public domain), good enough for choosing orders.

import { Random } from '../base/random.js'

/** Chance by a seed: the same whole number gives the same numbers, in the same order, on every machine. */
export class SeededRandom extends Random {
  private state: number

  constructor(readonly seed: number) {
    super()
    this.state = seed
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One of the places 0 to `length - 1`. */
export function anyPlace(random: Random, length: number): number {
  return Math.floor(random.next() * length)
}
