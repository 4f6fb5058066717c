import { expect, test } from 'vitest'
import { describeLingerer, UpgradeReport, type UpgradeFacts, type UpgradeOutcome } from '../../src/index.js'
import { formatPid } from '../../src/base/ids.js'
import type { ClassChange } from '../../src/upgrade/change.js'

const change: ClassChange = {
  class: 'Cat',
  kind: 'changed',
  direction: 'up',
  from: '1.0.0',
  to: '2.0.0',
  via: ['1.0.0', '2.0.0'],
  attributes: { added: [], dropped: [], renamed: {} },
  methods: { added: [], removed: [] },
  isCodeOnly: false,
}

function report(outcome: UpgradeOutcome, facts: Partial<UpgradeFacts> = {}): UpgradeReport {
  return new UpgradeReport({
    outcome,
    plan: { changes: [change], affected: [], order: ['Cat'], warnings: [], defects: [], remarks: [] },
    defects: [],
    classes: [],
    migrated: 0,
    failures: [],
    stragglers: [],
    killed: [],
    heldBirths: 0,
    phases: {},
    pauseMs: 0,
    purges: [],
    lingering: [],
    ...facts,
  } as UpgradeFacts)
}

const [first, second] = [formatPid('0', 1), formatPid('0', 2)]

test('a report has its facts, and its text begins with what happened', () => {
  expect(report('committed', { migrated: 3 }).migrated).toBe(3)
  const heads = (['committed', 'unchanged', 'refused', 'rolledBack'] as const).map(
    (outcome) => String(report(outcome)).split('\n')[0],
  )
  expect(heads).toEqual([
    'Upgraded to Cat 2.0.0.',
    'Nothing to do: Cat 2.0.0 is what runs.',
    'Refused Cat 2.0.0. Nothing has changed.',
    'Rolled back Cat 2.0.0: a migration failed. Everything is as it was.',
  ])
})

test('a committed upgrade tells classes, states, births, the pause, and numbers agree with their nouns', () => {
  const text = String(
    report('committed', {
      classes: [
        { class: 'Cat', from: '1.0.0', to: '2.0.0', instances: 2 },
        { class: 'Dog', from: null, to: '1.0.0', instances: 1 },
      ],
      migrated: 1,
      heldBirths: 2,
      pauseMs: 3.06,
    }),
  )
  expect(text.split('\n').slice(1)).toEqual([
    '  Cat 1.0.0 -> 2.0.0: 2 instances',
    '  Dog (new) -> 1.0.0: 1 instance',
    '  1 state migrated, 2 births held, pause 3.1 ms',
  ])
})

test('a refusal tells every defect; one for want of rest every straggler', () => {
  expect(
    String(report('refused', { defects: ['one: so', 'two: thus'] }))
      .split('\n')
      .slice(1),
  ).toEqual(['  - one: so', '  - two: thus'])
  const late = report('refused', { stragglers: [{ class: 'Cat', pid: first, method: 'sleep', forMs: 120 }] })
  expect(String(late).split('\n')).toEqual([
    'Refused Cat 2.0.0: not all instances came to rest in time. Nothing has changed.',
    '  - Cat <0.1> has been in sleep for 120 ms',
  ])
})

test('a roll-back tells whose migration failed, and how', () => {
  const failures = [{ class: 'Cat', pid: first, message: 'too old', error: new Error('too old') }]
  expect(String(report('rolledBack', { failures })).split('\n')[1]).toBe('  - Cat <0.1>: too old')
})

test('who was killed, what was purged, who lingers, and what to think about are told', () => {
  const text = String(
    report('committed', {
      killed: [first, second],
      purges: [
        { outcome: 'purged', class: 'Cat', versions: ['1.0.0', '1.5.0'], lingering: [] },
        { outcome: 'refused', class: 'Dog', versions: [], lingering: [] },
      ],
      lingering: [{ class: 'Dog', version: '1.0.0', kind: 'static', method: 'count', pid: null, forMs: 5 }],
      plan: { ...report('committed').plan, warnings: ['look at that'] },
    }),
  )
  for (const line of [
    '  killed: <0.1>, <0.2>',
    '  purge of Cat: purged 1.0.0, 1.5.0',
    '  purge of Dog: refused',
    '  lingering: the static call Dog.count, in Dog 1.0.0 for 5 ms',
    '  warning: look at that',
  ])
    expect(text.split('\n')).toContain(line)
})

test('a lingerer is told by what it is', () => {
  const one = { class: 'Cat', version: '1.0.0', method: 'sleep', forMs: 7 }
  expect(describeLingerer({ ...one, kind: 'static', pid: null })).toBe(
    'the static call Cat.sleep, in Cat 1.0.0 for 7 ms',
  )
  expect(describeLingerer({ ...one, kind: 'static', pid: first })).toBe(
    'the static call Cat.sleep of <0.1>, in Cat 1.0.0 for 7 ms',
  )
  // Whether it has ended or lives on: it is in this method.
  const text = describeLingerer({ ...one, kind: 'instance', pid: first })
  expect(text).toContain('<0.1> in sleep, in Cat 1.0.0 for 7 ms')
  expect(text).not.toContain('ended')
})

test('the headline names what changes, and not what comes along unchanged', () => {
  const dog: ClassChange = { ...change, class: 'Dog', kind: 'unchanged', from: '1.0.0', to: '1.0.0' }
  const plan = { ...report('committed').plan, changes: [change, dog] }
  expect(String(report('committed', { plan })).split('\n')[0]).toBe('Upgraded to Cat 2.0.0.')
  expect(String(report('unchanged', { plan: { ...plan, changes: [dog] } }))).toBe(
    'Nothing to do: Dog 1.0.0 is what runs.',
  )
})

test('a refusal of a set from which no plan could be made names nobody', () => {
  const plan = { ...report('refused').plan, changes: [] }
  expect(String(report('refused', { plan, defects: ['what was given is no class'] })).split('\n')).toEqual([
    'Refused. Nothing has changed.',
    '  - what was given is no class',
  ])
})
