// The greeter as it was first written. Asked to ponder, it takes its time: the call of the static method is not over before
// the next line comes, however late that is.

import { actor, attribute, staticMethod } from '@instar/core'
import { Connection } from './connection.js'

@actor({ version: '1.0.0' })
export class Greeter extends Connection {
  @attribute({ description: 'answered so far' }) lines = 0

  @staticMethod() static async ponder(question: string, enough: Promise<void>): Promise<string> {
    await enough
    return `After some thought, in old words: ${question}?`
  }

  protected answer(line: string): string | Promise<string> {
    if (line.startsWith('ponder ')) return Greeter.ponder(line.slice(7), this.nextLine())
    this.lines += 1
    return `Hello, ${line}! This is line ${this.lines}.`
  }
}
