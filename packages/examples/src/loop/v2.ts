// The second version has another prompt and another answer, and says something when its loop ends. In Erlang the `try` around
// the loop would keep this code on the stack of the process, and a purge would kill the parrot.

import { actor, attribute } from '@instar/core'
import { Listener, type ParrotClass } from './listener.js'

export function makeParrot2(): ParrotClass {
  @actor({ version: '2.0.0' })
  class Parrot extends Listener {
    @attribute({ initial: 0, description: 'lines that it has heard' }) heard!: number;

    *main(): Generator<() => Promise<boolean>, void, boolean> {
      try {
        while (yield () => this.prompt('Polly> ')) {
          this.heard += 1
          this.print(`Polly hears "${this.take()}". (line ${this.heard})`)
        }
      } finally {
        this.print('Polly holds her breath.')
      }
    }
  }
  return Parrot
}
