// The next version: it greets in other words, an attribute has a better name, and another one is new.

import { actor, attribute, migration, rename, staticMethod } from '@instar/core'
import { Connection } from './connection.js'

@actor({ version: '1.1.0', migrations: [migration('1.0.0', rename('lines', 'heard'))] })
export class Greeter extends Connection {
  @attribute({ description: 'answered so far' }) heard = 0
  /** Living greeters get the initial value too. */
  @attribute({ initial: ':-)' }) smile!: string

  @staticMethod() static async ponder(question: string, enough: Promise<void>): Promise<string> {
    await enough
    return `After some thought, in new words: ${question}?`
  }

  protected answer(line: string): string | Promise<string> {
    if (line.startsWith('ponder ')) return Greeter.ponder(line.slice(7), this.nextLine())
    this.heard += 1
    return `Hey there, next version! This is line ${this.heard}, ${line} ${this.smile}`
  }
}
