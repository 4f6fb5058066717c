import { on } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { serve } from '../../src/greeter/serve.js'
import { masked } from '../readme.js'
import { Talker } from './talker.js'

/** A server at its desk, with an operator who reads what it says line by line. */
class Operator {
  readonly ended: Promise<void>
  private readonly input = new PassThrough()
  private readonly paper = new PassThrough({ objectMode: true })
  private readonly end = new AbortController()
  private readonly lines: AsyncIterator<string[]> = on(this.paper, 'data')

  constructor() {
    const { input, paper, end } = this
    this.ended = serve(0, { input, say: (line) => paper.write(line), signal: end.signal })
  }

  press(key: string): void {
    this.input.write(`${key}\n`)
  }

  async read(): Promise<string> {
    const { value } = await this.lines.next()
    return value[0]
  }

  async readPort(): Promise<number> {
    return Number(/:(\d+)\. /.exec(await this.read())![1])
  }

  interrupt(): void {
    this.end.abort()
  }
}

test('the operator upgrades and downgrades by key, under open connections', async () => {
  const operator = new Operator()
  await using ann = await Talker.connect(await operator.readPort())
  expect(await operator.read()).toContain('u + Enter upgrades')
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 1.')

  operator.press('u')
  expect(masked(await operator.read())).toBe(
    'Upgraded to Greeter 1.1.0.\n  Greeter 1.0.0 -> 1.1.0: 1 instance\n  1 state migrated, 0 births held, pause # ms',
  )
  expect(await operator.read()).toBe('  forgotten: 1.0.0')
  expect(await ann.ask('ann\n')).toBe('Hey there, next version! This is line 2, ann :-)')

  operator.press(' d ')
  expect(await operator.read()).toContain('Greeter 1.1.0 -> 1.0.0')
  expect(await operator.read()).toBe('  forgotten: 1.1.0')
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 3.')

  operator.interrupt()
  expect(await operator.read()).toBe('The server closes its connections and ends.')
  await operator.ended
  expect(await ann.hear()).toBeUndefined()
})

test('a key that does not exist, or has nothing to do, changes nothing and says so', async () => {
  const operator = new Operator()
  await using ann = await Talker.connect(await operator.readPort())
  await operator.read()
  operator.press('x')
  operator.press('')
  operator.press('d')
  expect(await operator.read()).toBe('There is no key "x": u upgrades, d downgrades, Ctrl-C ends.')
  expect(await operator.read()).toBe('Nothing to do: Greeter 1.0.0 is what runs.')
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 1.')
  operator.interrupt()
  await operator.ended
})
