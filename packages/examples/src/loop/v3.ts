// The third version counts under another name, and repeats the longest word only. It stumbles over a line without words, but
// catches that inside its loop and goes on.

import { actor, attribute, migration, rename } from '@instar/core'
import { Listener, type ParrotClass } from './listener.js'

export function makeParrot3(): ParrotClass {
  @actor({ version: '3.0.0', migrations: [migration('1.0.0', rename('heard', 'lines'))] })
  class Parrot extends Listener {
    @attribute({ initial: 0, description: 'lines that it has heard' }) lines!: number
    @attribute({ initial: 0, description: 'lines that it stumbled over' }) stumbles!: number;

    *main(): Generator<() => Promise<boolean>, void, boolean> {
      while (yield () => this.prompt('Polly listens> ')) {
        this.lines += 1
        try {
          this.print(`${longestWord(this.take())}! (line ${this.lines})`)
        } catch (error) {
          this.stumbles += 1
          // Only the text is used. Who keeps an error keeps the functions that it came through, and with them this version.
          this.print(`Awk! ${(error as Error).message}. (line ${this.lines})`)
        }
      }
    }
  }
  return Parrot
}

function longestWord(line: string): string {
  const words = line.split(' ').filter((word) => word !== '')
  if (words.length === 0) throw new Error('Not a word')
  return words.toSorted((a, b) => b.length - a.length)[0]!
}
