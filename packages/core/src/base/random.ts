// Chance comes in by this door.

/** Where chance comes from. Subclass it and bind it to `RANDOM`. */
export abstract class Random {
  /** A number from 0 up to, not including, 1. */
  abstract next(): number
}

/** The chance of the process. */
export class SystemRandom extends Random {
  next(): number {
    return Math.random()
  }
}
