// Chance comes in by this door.

/** Where chance comes from. Subclass it and bind it to `RANDOM`. */
export abstract class Random {
  /** A number from 0 up to, not including, 1. */
  abstract next(): number
}

/** 32 hexadecimal digits by chance. */
export function randomMark(random: Random): string {
  const parts = Array.from({ length: 4 }, () => Math.floor(random.next() * 2 ** 32))
  return parts.map((part) => part.toString(16).padStart(8, '0')).join('')
}

/** The chance of the process. */
export class SystemRandom extends Random {
  next(): number {
    return Math.random()
  }
}
