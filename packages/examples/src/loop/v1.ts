// The parrot as it was first written: its whole life is a loop. At each `yield` it is at rest, for as long as that takes. What
// it yields is a function that waits, not a wait: so a parrot that is never without a line waits for none while it is upgraded.

import { actor, attribute } from '@instar/core'
import { Listener, type ParrotClass } from './listener.js'

export function makeParrot1(): ParrotClass {
  @actor({ version: '1.0.0' })
  class Parrot extends Listener {
    @attribute({ initial: 0, description: 'lines that it has heard' }) heard!: number;

    *main(): Generator<() => Promise<boolean>, void, boolean> {
      while (yield () => this.prompt('> ')) {
        const line = this.take()
        this.heard += 1
        this.print(`${line}! ${line}! (line ${this.heard})`)
      }
    }
  }
  return Parrot
}
