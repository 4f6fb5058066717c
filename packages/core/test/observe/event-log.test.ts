import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { actor, Actor, type ExitReason, logEvents, oneway, type Oneway, type SystemEvent } from '../../src/index.js'
import { startStill } from '../still.js'

/** The lines of these events. */
function linesOf(events: readonly SystemEvent[], options = {}): string[] {
  const lines: string[] = []
  const log = logEvents((line) => lines.push(line), options)
  for (const event of events) log(event)
  return lines
}

const tom = { class: 'Cat', pid: '<0.1>' } as const
const ended = { type: 'upgrade-ended', run: 3, isRollback: false, classes: [], migrated: 0, pauseMs: 0 } as const

const examples: readonly (readonly [SystemEvent, string])[] = [
  [{ type: 'class-registered', class: 'Cat', version: '1.0.0' }, 'Cat 1.0.0 registered'],
  [{ type: 'class-removed', class: 'Cat' }, 'Cat removed'],
  [{ type: 'spawned', ...tom }, 'Cat <0.1> spawned'],
  [{ type: 'exited', ...tom, reason: { type: 'stopped' } }, 'Cat <0.1> stopped'],
  [{ type: 'exited', ...tom, reason: { type: 'killed', detail: 'late' } }, "Cat <0.1> was killed ('late')"],
  [
    {
      type: 'crashed',
      ...tom,
      version: '1.0.0',
      method: 'fall',
      arguments: [1, '[redacted]'],
      sender: '<0.2>',
      error: new TypeError('splash', { cause: new Error('wet') }),
    },
    'Cat <0.1> (1.0.0) crashed in fall(1, [redacted]) from <0.2>: TypeError: splash, because of Error: wet',
  ],
  [
    { type: 'dead-letter', ...tom, method: 'meow', sender: null, reason: 'exited', count: 12 },
    'dead letter 12: meow to Cat <0.1>: exited',
  ],
  [
    {
      type: 'dead-letter',
      ...tom,
      method: 'meow',
      sender: '<0.2>',
      reason: 'bad-order',
      count: 13,
      error: new Error('no number'),
    },
    'dead letter 13: meow to Cat <0.1> from <0.2>: bad-order (Error: no number)',
  ],
  [{ type: 'quarantined', ...tom, error: new Error('too old') }, 'Cat <0.1> quarantined: Error: too old'],
  [{ type: 'destruct-failed', ...tom, error: 'stuck' }, "Cat <0.1> failed in destruct: 'stuck'"],
  [{ type: 'upgrade', run: 3, progress: { phase: 'freeze', done: 0, total: 0 } }, 'upgrade 3: freeze'],
  [{ type: 'upgrade', run: 3, progress: { phase: 'stage', done: 5, total: 9 } }, 'upgrade 3: stage 5 of 9'],
  [
    {
      ...ended,
      outcome: 'committed',
      classes: [
        { class: 'Cat', from: '1.0.0', to: '2.0.0', instances: 7 },
        { class: 'Dog', from: null, to: '1.0.0', instances: 0 },
      ],
      migrated: 7,
      pauseMs: 1.26,
      problems: [],
    },
    'upgrade 3 committed: Cat 1.0.0 -> 2.0.0 (7), Dog (new) -> 1.0.0 (0); 7 migrated, pause 1.3 ms',
  ],
  [{ ...ended, outcome: 'unchanged', problems: [] }, 'upgrade 3 had nothing to do'],
  [{ ...ended, outcome: 'refused', problems: ['it is late', 'it is old'] }, 'upgrade 3 refused: it is late; it is old'],
  [
    { ...ended, isRollback: true, outcome: 'rolledBack', problems: ['Cat <0.1>: no'] },
    'rollback 3 rolled back: Cat <0.1>: no',
  ],
  [{ type: 'upgrade-settled', run: 3, migrated: 4, quarantined: [] }, 'upgrade 3 settled: 4 migrated'],
  [
    { type: 'upgrade-settled', run: 3, migrated: 4, quarantined: ['<0.1>', '<0.2>'] },
    'upgrade 3 settled: 4 migrated, 2 quarantined: <0.1>, <0.2>',
  ],
  [
    { type: 'upgrade-confirmed', classes: [{ class: 'Cat', from: '1.0.0', to: '2.0.0' }] },
    'upgrade confirmed: Cat 2.0.0',
  ],
  [{ type: 'purged', class: 'Cat', version: '1.0.0', mode: 'soft' }, 'Cat 1.0.0 purged (soft)'],
  [{ type: 'system-stopped', node: 'berlin' }, 'system berlin stopped'],
]

test('each event is one short sentence', () => {
  expect(linesOf(examples.map(([event]) => event))).toEqual(examples.map(([, line]) => line))
})

test('a company that ends by its links is told by where it began', () => {
  const crash: ExitReason = { type: 'crashed', method: 'fall', error: new Error('splash') }
  const once: ExitReason = { type: 'linked', pid: '<0.9>', reason: crash }
  const twice: ExitReason = { type: 'linked', pid: '<0.8>', reason: once }
  let often: ExitReason = twice
  for (let i = 0; i < 100_000; i++) often = { type: 'linked', pid: '<0.7>', reason: often }
  expect(linesOf([once, twice, often].map((reason) => ({ type: 'exited', ...tom, reason })))).toEqual([
    'Cat <0.1> was linked to <0.9>, which crashed in fall: splash',
    'Cat <0.1> was linked to <0.8>, over 2 links to <0.9>, which crashed in fall: splash',
    'Cat <0.1> was linked to <0.7>, over 100002 links to <0.9>, which crashed in fall: splash',
  ])
})

test('a subscriber writes the lines of a system as things happen', async () => {
  const { system } = await startStill()
  const lines: string[] = []
  system.events$.subscribe(logEvents((line) => lines.push(line)))
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() fall(): Oneway {
      throw new Error('splash')
    }
  }
  const tom = await system.spawn(Cat)
  tom.fall()
  await tom.exited
  expect(lines).toEqual([
    'Cat 1.0.0 registered',
    'Cat <0.1> spawned',
    'Cat <0.1> (1.0.0) crashed in fall: Error: splash',
    'Cat <0.1> crashed in fall: splash',
  ])
})

test('lines have no colours unless asked for, and then the same words', () => {
  const events = examples.map(([event]) => event)
  const coloured = linesOf(events, { colour: true })
  expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(linesOf(events))
  expect(linesOf(events).join('')).not.toContain('\u001B')
  const [crash, commit, refusal] = [5, 12, 14].map((i) => coloured[i]!)
  expect([crash, commit, refusal].map((line) => line!.slice(0, 5))).toEqual(['\u001B[31m', '\u001B[32m', '\u001B[31m'])
  expect(crash!.endsWith('\u001B[0m')).toBe(true)
})

test('what users threw makes no second line, no colours and no long one', () => {
  const error = new Error(`first\nsecond\r\n\u001B[31mred\u2028${'x'.repeat(1e6)}`)
  const lines = linesOf([
    { type: 'quarantined', ...tom, error },
    { type: 'exited', ...tom, reason: { type: 'crashed', method: 'm', error } },
    { ...ended, outcome: 'refused', problems: Array.from({ length: 1000 }, () => 'a\nb') },
  ])
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(240)
    // oxlint-disable-next-line no-control-regex -- they are not to be there.
    expect(line).not.toMatch(/[\u0000-\u001F\u2028]/)
  }
  expect(lines[0]).toContain('first second [31mred x')
  expect(lines[1]).toMatch(/^Cat <0\.1> crashed in m: first second .*…$/)
})

const unprintable = [
  {
    toString: () => {
      throw new Error('no')
    },
  },
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('no')
      },
      getPrototypeOf: () => {
        throw new Error('no')
      },
    },
  ),
  Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no')
    },
  }),
  Object.create(null),
  Symbol('s'),
  undefined,
]

test('nothing that was thrown makes the log throw', () => {
  for (const error of unprintable) {
    const events: SystemEvent[] = [
      { type: 'crashed', ...tom, version: '1.0.0', method: 'm', arguments: [], sender: null, error },
      { type: 'exited', ...tom, reason: { type: 'crashed', method: 'm', error } },
      { type: 'exited', ...tom, reason: { type: 'stopped', detail: error } },
    ]
    expect(linesOf(events)).toHaveLength(3)
  }
})

test('an event of a later version, or a broken one, is a line too', () => {
  const lines = linesOf([{ type: 'moon', phase: 'full' } as never, { type: 'exited' } as never])
  expect(lines).toEqual(["{ type: 'moon', phase: 'full' }", 'exited (cannot be printed)'])
})

test('a writer that throws does not make the subscriber throw', () => {
  const log = logEvents(() => {
    throw new Error('disk full')
  })
  expect(() => log({ type: 'spawned', ...tom })).not.toThrow()
})

test('by default lines go to standard error', () => {
  const usual = console.error
  onTestFinished(() => void (console.error = usual))
  const written: unknown[] = []
  console.error = (...line: unknown[]) => written.push(line)
  logEvents()({ type: 'spawned', ...tom })
  expect(written).toEqual([['Cat <0.1> spawned']])
})
