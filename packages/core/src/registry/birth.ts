// What is being born right now: a register like that of the running message. The constructor of Actor takes the cell from
// it, so user constructors keep their own arguments; an empty register tells a `new` outside of a spawn.

import type { LiveClass } from './live-class.js'

/** What the registry has to know of a cell. */
export interface BornCell {
  readonly live: LiveClass
}

export interface Birth {
  cell: BornCell | null
  /** The instance, while constructors of traits run on it. */
  instance: object | null
  /** The traits that were constructed on it. */
  constructed: Set<string> | null
}

export const birth: Birth = { cell: null, instance: null, constructed: null }
