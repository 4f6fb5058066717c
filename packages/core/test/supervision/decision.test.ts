import { describe, expect, test } from 'vitest'
import type { ExitReason } from '../../src/index.js'
import { completeSpec, type Restart } from '../../src/supervision/child-spec.js'
import { decide, type Rules, type Situation } from '../../src/supervision/decision.js'
import {
  type ChildStatus,
  type StrategyName,
  type SupervisedChild,
  usualStrategies,
} from '../../src/supervision/strategy.js'
import { formatPid } from '../../src/base/ids.js'

const crashed: ExitReason = { type: 'crashed', method: 'work', error: new Error('no more') }
const stopped: ExitReason = { type: 'stopped' }

/** Children `a`, `b` and so on, written as `b`, `b:temporary`, `b:permanent:stopped`. */
function children(...texts: string[]): Map<string, SupervisedChild> {
  return new Map(
    texts.map((text) => {
      const [id = '', restart = 'permanent', status = 'running'] = text.split(':')
      const spec = completeSpec({ id, class: 'Worker', restart: restart as Restart })
      return [id, { spec, status: status as ChildStatus, startedAt: 0, attempts: 0 }]
    }),
  )
}

function situation(given: Partial<Situation> = {}): Situation {
  return { children: children('a', 'b', 'c'), failed: 'b', reason: crashed, history: [], now: 10, chance: 0, ...given }
}

function rules(strategy: StrategyName = 'one-for-one', given: Partial<Rules> = {}): Rules {
  return { strategy: usualStrategies[strategy], intensity: { restarts: 3, withinMs: 1000 }, backoff: null, ...given }
}

test.each<[StrategyName, string[], string[]]>([
  ['one-for-one', [], ['b']],
  ['one-for-all', ['c', 'a'], ['a', 'b', 'c']],
  ['rest-for-one', ['c'], ['b', 'c']],
])('%s stops in reverse and starts in order', (strategy, stop, start) => {
  expect(decide(situation(), rules(strategy))).toEqual({
    type: 'restart',
    stop,
    forget: [],
    start,
    afterMs: 0,
    attempts: 1,
    history: [10],
  })
})

describe('who is restarted', () => {
  const reasons: Record<string, ExitReason> = {
    crashed,
    stopped,
    killed: { type: 'killed' },
    linked: { type: 'linked', pid: formatPid('0', 1), reason: crashed },
    upgrade: { type: 'upgrade', class: 'Worker', version: '2.0.0' },
    purged: { type: 'purged', class: 'Worker', version: '1.0.0' },
    shutdown: { type: 'shutdown' },
  }
  test.each<[Restart, string, string]>([
    ...(['crashed', 'stopped', 'killed', 'linked', 'upgrade', 'purged'] as const).map(
      (reason) => ['permanent', reason, 'restart'] as [Restart, string, string],
    ),
    ['permanent', 'shutdown', 'rest'],
    ['transient', 'stopped', 'rest'],
    ['transient', 'shutdown', 'rest'],
    ...(['crashed', 'killed', 'linked', 'upgrade', 'purged'] as const).map(
      (reason) => ['transient', reason, 'restart'] as [Restart, string, string],
    ),
    ...Object.keys(reasons).map((reason) => ['temporary', reason, 'forget'] as [Restart, string, string]),
  ])('a %s child that ended as %s: %s', (restart, reason, type) => {
    const given = { children: children(`b:${restart}`), reason: reasons[reason]! }
    expect(decide(situation(given), rules()).type).toBe(type)
  })
})

test('an end that asks for no restart does not count', () => {
  const given = { children: children('b:transient'), reason: stopped, history: [9, 9, 9] }
  expect(decide(situation(given), rules())).toEqual({ type: 'rest' })
})

test('temporary siblings that have to go along are stopped and forgotten', () => {
  const given = { children: children('a:temporary', 'b', 'c') }
  expect(decide(situation(given), rules('one-for-all'))).toMatchObject({
    stop: ['c', 'a'],
    forget: ['a'],
    start: ['b', 'c'],
  })
})

test('siblings that were stopped, or ended for good, are left alone; those that wait are not stopped again', () => {
  const given = { children: children('a:permanent:stopped', 'b', 'c:permanent:waiting', 'd:transient:stopped', 'e') }
  expect(decide(situation(given), rules('one-for-all'))).toMatchObject({ stop: ['e'], start: ['b', 'c', 'e'] })
})

test('one restart too many escalates, whatever the strategy', () => {
  for (const strategy of ['one-for-one', 'one-for-all', 'rest-for-one'] as const) {
    expect(decide(situation({ history: [9, 8, 7] }), rules(strategy))).toEqual({
      type: 'escalate',
      history: [10, 9, 8, 7],
    })
  }
})

test('the wait is that of the backoff, for the failures of this child in a row', () => {
  const backoff = { firstMs: 100, maxMs: 5000, jitter: 0.5 }
  const failing = { ...children('b').get('b')!, attempts: 2, startedAt: 5 }
  const given = { children: new Map([['b', failing]]), chance: 0.5 }
  expect(decide(situation(given), rules('one-for-one', { backoff }))).toMatchObject({ attempts: 3, afterMs: 300 })
  expect(decide(situation({ ...given, now: 5005 }), rules('one-for-one', { backoff }))).toMatchObject({
    attempts: 1,
    afterMs: 75,
  })
})

test('a strategy of one’s own names whom it likes: the failed child goes with them, and the order is that of the starts', () => {
  const strategy = (): string[] => ['c', 'a', 'nobody']
  expect(decide(situation(), rules('one-for-one', { strategy }))).toMatchObject({
    stop: ['c', 'a'],
    start: ['a', 'b', 'c'],
  })
})

test('one-for-one takes the same time among many siblings', () => {
  const many = new Map(Array.from({ length: 1000 }, (_, i) => [`${i}`, children('x').get('x')!]))
  many.keys = () => {
    throw new Error('somebody looks at all of them')
  }
  many.values = many.entries = many.keys as never
  expect(decide(situation({ children: many, failed: '500' }), rules())).toMatchObject({ start: ['500'] })
})

test('a decision changes nothing that it was given', () => {
  const given = situation({ history: [9] })
  const before = structuredClone([...given.children])
  decide(given, rules('one-for-all'))
  expect([...given.children]).toEqual(before)
  expect(given.history).toEqual([9])
})
