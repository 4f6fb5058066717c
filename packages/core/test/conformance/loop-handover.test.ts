// What a main loop has waited for is its own from the moment at which the wait is over, even if nobody has been told yet:
// an upgrade must not come between.

import { expect, test } from 'vitest'
import { Actor, actor, attribute, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { startStill } from '../still.js'

/** Hands each line over once: to who waits, or to the next one who does. Who gives up waiting says so. */
class Source {
  private readonly lines: string[] = []
  private waiter: ((line: string) => void) | null = null

  next(): Promise<string> {
    const line = this.lines.shift()
    if (line !== undefined) return Promise.resolve(line)
    return new Promise((resolve) => (this.waiter = resolve))
  }

  say(line: string): void {
    const { waiter } = this
    this.waiter = null
    if (waiter === null) this.lines.push(line)
    else waiter(line)
  }

  giveUp(): void {
    this.waiter = null
  }
}

function makeReader(version: string, source: Source) {
  @actor({ name: 'Reader', version })
  class Reader extends Actor {
    @attribute({ initial: () => [] }) read!: string[]
    @attribute({ initial: version }) version!: string
    @request() tell() {
      return this.read
    }
    *main(): Generator<unknown, void, string> {
      try {
        for (;;) this.read = [...this.read, yield source.next()]
      } finally {
        source.giveUp()
      }
    }
  }
  return Reader
}

test.each(['atomic', 'lazy'] as const)(
  'I5: a line that comes at any moment of an upgrade (%s) is read once, by the old loop or by the new one',
  async (strategy) => {
    const lost: number[] = []
    for (let moment = 0; moment < 60; moment++) {
      const { system } = await startStill()
      const source = new Source()
      const reader = await system.spawn(makeReader('1.0.0', source))
      await settle()
      const upgrade = system.upgrade(makeReader('2.0.0', source), { strategy })
      for (let turn = 0; turn < moment; turn++) await null
      source.say('line')
      expect((await upgrade).outcome).toBe('committed')
      await settle()
      const read = await reader.tell()
      if (read.length !== 1) lost.push(moment)
    }
    expect(lost).toEqual([])
  },
)
