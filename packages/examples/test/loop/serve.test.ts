import { EventEmitter, once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { serve } from '../../src/loop/serve.js'
import { masked } from '../readme.js'

/** Somebody at a terminal, who types and reads. */
class Typist {
  readonly ended: Promise<void>
  private readonly input = new PassThrough()
  private readonly end = new AbortController()
  private readonly news = new EventEmitter()
  private unread = ''

  constructor() {
    const { input, end } = this
    const write = (text: string): void => {
      this.unread += text
      this.news.emit('text')
    }
    this.ended = serve({ input, write, signal: end.signal })
  }

  type(...lines: readonly string[]): void {
    for (const line of lines) this.input.write(`${line}\n`)
  }

  /** What has been written since the last time, up to this text. */
  async readTo(text: string): Promise<string> {
    while (!this.unread.includes(text)) await once(this.news, 'text')
    const length = this.unread.indexOf(text) + text.length
    const read = this.unread.slice(0, length)
    this.unread = this.unread.slice(length)
    return masked(read)
  }

  hangUp(): void {
    this.input.end()
  }

  interrupt(): void {
    this.end.abort()
  }
}

test('lines are answered, and commands change the version while it waits', async () => {
  const typist = new Typist()
  expect(await typist.readTo('> ')).toBe(
    'Say something to the parrot. :2, :3 and :4 upgrade it, :1 goes back, Ctrl-D ends it.\n> ',
  )
  typist.type('hello')
  expect(await typist.readTo('> ')).toBe('hello! hello! (line 1)\n> ')
  typist.type(':2')
  expect(await typist.readTo('forgotten: 1.0.0\nPolly> ')).toContain(
    'Upgraded to Parrot 2.0.0.\n  Parrot 1.0.0 -> 2.0.0: 1 instance',
  )
  typist.type('hello')
  expect(await typist.readTo('Polly> ')).toBe('Polly hears "hello". (line 2)\nPolly> ')
  typist.type(': 4')
  expect(await typist.readTo('forgotten: 2.0.0\nPolly thinks> ')).toContain('Parrot 2.0.0 -> 4.0.0')
  typist.hangUp()
  await typist.ended
  expect(await typist.readTo('ended.\n')).toBe('\nThe parrot has ended.\n')
})

test('lines that are typed in the midst of commands are all answered, in order', async () => {
  const typist = new Typist()
  typist.type('a', ':2', 'b', ':3', 'c', ':4', 'd', ':1', 'e')
  typist.hangUp()
  await typist.ended
  const text = await typist.readTo('ended.\n')
  expect(text.match(/line \d/g)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  expect(text.match(/forgotten: .*/g)).toEqual(['1.0.0', '2.0.0', '3.0.0', '4.0.0'].map((each) => `forgotten: ${each}`))
})

test('a version that does not exist, or is there already, changes nothing and says so', async () => {
  const typist = new Typist()
  typist.type(':7', ':', ':1')
  expect(await typist.readTo('runs.\n')).toContain(
    '> There is no version "7": :1, :2, :3, :4\n> There is no version "": :1, :2, :3, :4\n> Nothing to do: Parrot 1.0.0 is what runs.\n',
  )
  typist.interrupt()
  await typist.ended
})
