// What a class counts of its instances. Counting costs an addition where something happens, messages one for each turn of
// an instance; adding up is for whoever asks.

import type { ExitReason } from '../protocol/exit.js'

/** Numbers that only ever grow, of the instances of one class without its descendants. */
export class Tally {
  /** Messages that instances have taken from their mailboxes; those of a turn are added at its end. */
  handled = 0
  births = 0
  /** Failures that nobody waited for. */
  crashes = 0
  deadLetters = 0
  /** Ends of instances, by the type of their reason. */
  readonly exits: Record<ExitReason['type'], number> = {
    stopped: 0,
    crashed: 0,
    killed: 0,
    linked: 0,
    upgrade: 0,
    purged: 0,
    shutdown: 0,
  }
}
