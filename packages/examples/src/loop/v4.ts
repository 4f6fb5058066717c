// The fourth version has an answer to silence as well, and so stumbles no more. It brings the way from all earlier ones.

import { actor, add, attribute, drop, migration, rename } from '@instar/core'
import { Listener, type ParrotClass } from './listener.js'

export function makeParrot4(): ParrotClass {
  @actor({
    version: '4.0.0',
    migrations: [
      migration(
        '1.0.0',
        rename('heard', 'lines'),
        add('stumbles', () => 0),
      ),
      migration(
        '3.0.0',
        drop('stumbles', () => 0),
      ),
    ],
  })
  class Parrot extends Listener {
    @attribute({ initial: 0, description: 'lines that it has heard' }) lines!: number;

    *main(): Generator<() => Promise<boolean>, void, boolean> {
      while (yield () => this.prompt('Polly thinks> ')) {
        this.lines += 1
        const line = this.take().trim()
        this.print(`${line === '' ? 'Silence is golden' : `"${line}", you say`}. (line ${this.lines})`)
      }
    }
  }
  return Parrot
}
