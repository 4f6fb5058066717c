// What is printed, as text. Everything here is pure: an answer goes in, lines come out.

import picocolors from 'picocolors'
import { describe, expect, test } from 'vitest'
import { classLines, treeLines } from '../../../src/cli/show/classes.js'
import { savedLines } from '../../../src/cli/show/dev.js'
import { eventLine } from '../../../src/cli/show/event.js'
import { historyLines } from '../../../src/cli/show/history.js'
import { inspectionLines, instanceLines, lingererLines } from '../../../src/cli/show/instances.js'
import { planLines, verdictOf } from '../../../src/cli/show/plan.js'
import { confirmationLines, purgeLines, reportLines, scriptLines } from '../../../src/cli/show/report.js'
import { journalLines, statusLines } from '../../../src/cli/show/status.js'
import { type Look, plainLook as look } from '../../../src/cli/show/table.js'
import {
  changeOf,
  classOf,
  emptyJournal,
  entryOf,
  hash,
  instanceOf,
  lingerer,
  planAnswerOf,
  planOf,
  statusOf,
  upgradeAnswerOf,
} from '../samples.js'

const coloured: Look = { style: picocolors.createColors(true), columns: Infinity }

function shown(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`
}

describe('status', () => {
  test('begins with who it is, and says what runs', () => {
    expect(shown(statusLines(statusOf(), look))).toBe(`
node       app, process 4711, up 2 h 3 min
runs on    Node 24.21.0, core 0.1.0, protocol 1
memory     54 MB, heap 9.4 MB
instances  1,010 living, 1,200 born
messages   12,345 handled, no crashes
running    what the process started with
confirmed  nothing
under way  nothing
`)
  })

  test('tells troubles, what is not confirmed and what is under way', () => {
    const { statistics } = statusOf()
    const status = statusOf({
      statistics: { ...statistics, crashes: 1, deadLetters: 20 },
      journal: { running: [entryOf()], confirmed: [] },
      underWay: { command: 'upgrade', sinceMs: 2100 },
    })
    expect(shown(statusLines(status, look).slice(4))).toBe(`
messages   12,345 handled, 1 crash, 20 dead letters
running    cats (ab12cd34ef56), not confirmed
confirmed  nothing
under way  upgrade, for 2.1 s
`)
  })
})

test('what runs and what is confirmed stand with the files to start with', () => {
  expect(shown(journalLines({ running: [entryOf()], confirmed: [entryOf()] }, look))).toBe(`
running:
  cats (ab12cd34ef56): Cat 1.0.0
    /run/app.control/releases/${hash}.release
confirmed:
  cats (ab12cd34ef56): Cat 1.0.0
    /run/app.control/releases/${hash}.release
`)
  expect(shown(journalLines(emptyJournal, look))).toBe(`
running: nothing
confirmed: nothing
`)
})

const zoo = [
  classOf('Creature', { instances: { direct: 0, total: 1203 } }),
  classOf('Mammal', { superclass: 'Creature', instances: { direct: 3, total: 1203 } }),
  classOf('Cat', {
    superclass: 'Mammal',
    version: '2.0.0',
    instances: { direct: 1200, total: 1200 },
    older: ['1.0.0'],
    generations: [
      { version: '1.0.0', hash, state: 'old', lingering: 2, hasKeepsake: true, isInMemory: true },
      { version: '2.0.0', hash, state: 'current', lingering: 7, hasKeepsake: false, isInMemory: true },
    ],
  }),
  classOf('Bat', { superclass: 'Mammal', traits: ['Flyer'] }),
  classOf('Flyer'),
]

test('classes are a table by name, with old generations and who lingers in them', () => {
  expect(shown(classLines(zoo, look))).toBe(`
class     version  direct  total  old    lingering
Bat       1.0.0         0      0  -              0
Cat       2.0.0      1200   1200  1.0.0          2
Creature  1.0.0         0   1203  -              0
Flyer     1.0.0         0      0  -              0
Mammal    1.0.0         3   1203  -              0
`)
  expect(classLines([], look)).toEqual(['The process has no classes yet.'])
})

test('the tree has each class below the one that it extends', () => {
  expect(shown(treeLines(zoo, look))).toBe(`
Creature 1.0.0                0 direct, 1,203 total
└─ Mammal 1.0.0               3 direct, 1,203 total
   ├─ Bat 1.0.0 (with Flyer)  0 direct, 0 total
   └─ Cat 2.0.0               1,200 direct, 1,200 total  old: 1.0.0
Flyer 1.0.0                   0 direct, 0 total
`)
})

describe('instances', () => {
  test('are a table that says how many there are besides', () => {
    const busy = instanceOf({
      pid: '<app.18>',
      name: 'lobby',
      phase: 'suspended',
      isFrozen: true,
      mailbox: 4,
      running: { method: 'hunt', kind: 'request', forMs: 1500, sender: '<app.3>' },
    })
    const page = { class: 'Cat', total: 9, instances: [instanceOf(), busy], next: '<app.18>' as const }
    expect(shown(instanceLines(page, look))).toBe(`
pid       class  name   phase              mailbox  running                           age
<app.17>  Cat    -      idle                     0  -                                 1 min 5 s
<app.18>  Cat    lobby  suspended, frozen        4  hunt for 1.5 s, asked by <app.3>  1 min 5 s
2 of 9 instances
`)
  })

  test('of a class without any say so', () => {
    expect(instanceLines({ class: 'Cat', total: 0, instances: [], next: null }, look)).toEqual([
      'Cat has no instances.',
    ])
  })

  test('in detail show their attributes, their mailbox and what is wrong', () => {
    const lines = inspectionLines(instanceOf({ isMigrated: false, quarantine: 'no age', links: ['<app.2>'] }), look)
    expect(shown(lines)).toBe(`
instance    Cat <app.17>
versions    Cat 1.0.0, Animal 2.0.0 (not yet migrated)
phase       idle
running     -
mailbox     0 messages
handled     12
age         1 min 5 s
timers      0
links       <app.2>
quarantine  no age
attributes
  name  'Tom'
`)
  })

  test('that linger are named, and so is that nobody does', () => {
    expect(lingererLines([lingerer])).toEqual(['the static call Cat.census, in Cat 1.0.0 for 2300 ms'])
    expect(lingererLines([])).toEqual(['Nobody is in old code.'])
  })
})

describe('a plan', () => {
  test('shows versions first, then what happens to each class, then who is frozen', () => {
    const cat = changeOf({
      attributes: { added: ['mood'], dropped: ['tone'], renamed: { name: 'fullName' } },
      methods: { added: ['purr'], removed: ['bark'] },
    })
    const others = [
      changeOf({ class: 'Mouse', kind: 'added', direction: 'none', from: null, to: '1.0.0', via: ['1.0.0'] }),
      changeOf({ class: 'Dog', to: '3.0.0', via: ['1.0.0', '2.0.0', '3.0.0'], isCodeOnly: true }),
      changeOf({ class: 'Cow', kind: 'unchanged', to: '1.0.0' }),
    ]
    const affected = [
      { class: 'Cat', instances: 3, migrates: ['Cat'] },
      { class: 'Dog', instances: 1, migrates: [] },
    ]
    const plan = planOf({ changes: [cat, ...others], affected, order: ['Cat', 'Dog'], warnings: ['look at Kitten'] })
    expect(shown(planLines(planAnswerOf(plan), look))).toBe(`
release cats (ab12cd34ef56)
  Cat    1.0.0 -> 2.0.0 (changed)
      + attribute mood
      - attribute tone
      ~ attribute name -> fullName
      + method purr
      - method bark
  Mouse  (new) -> 1.0.0 (added)
  Dog    1.0.0 -> 3.0.0 (changed, by 2.0.0)
      code only: no state migrates
  Cow    1.0.0 (unchanged)
  4 instances of 2 classes will be frozen: Cat 3, Dog 1
  order: Cat, Dog
warning: look at Kitten
The plan is sound.
`)
  })

  test('that is refused gives all reasons with their numbers, those of the release first', () => {
    const answer = planAnswerOf(planOf({ defects: ['no migration'] }), ['src/cat.ts:3: a timer at load'])
    expect(verdictOf(answer)).toBe('refused')
    expect(shown(planLines(answer, look).slice(-3))).toBe(`
It would be refused, for 2 reasons:
  1. src/cat.ts:3: a timer at load
  2. no migration
`)
  })

  test('with nothing to do says so', () => {
    const answer = planAnswerOf(planOf({ changes: [changeOf({ kind: 'unchanged' })], affected: [], order: [] }))
    expect(verdictOf(answer)).toBe('unchanged')
    expect(planLines(answer, look).at(-1)).toBe('Nothing to do: this is what runs.')
  })

  test('down says that it is a downgrade', () => {
    const plan = planOf({ changes: [changeOf({ direction: 'down', from: '2.0.0', to: '1.0.0' })] })
    expect(planLines(planAnswerOf(plan), look)[1]).toBe('  Cat  2.0.0 -> 1.0.0 (changed, a downgrade)')
  })
})

describe('what was done', () => {
  test('by an upgrade begins with its outcome, in red when nothing has changed', () => {
    expect(shown(reportLines(upgradeAnswerOf(), look))).toBe(`
Upgraded to Cat 2.0.0.
  Cat 1.0.0 -> 2.0.0: 3 instances
  phases: plan 0.4 ms, freeze 1.2 ms
`)
    const refused = reportLines(upgradeAnswerOf({ outcome: 'refused', phases: {} }, 'Refused Cat.\n  - why'), coloured)
    expect(refused).toEqual(['\u001B[31mRefused Cat.\u001B[39m', '  - why'])
  })

  test('by a purge names who was in the way', () => {
    const report = { class: 'Cat', versions: ['1.0.0'], lingering: [lingerer] }
    expect(shown(purgeLines({ ...report, outcome: 'purged' }, look))).toBe(`
Purged Cat 1.0.0.
Ended:
  - the static call Cat.census, in Cat 1.0.0 for 2300 ms
`)
    expect(purgeLines({ ...report, outcome: 'refused', versions: [] }, look)[0]).toBe(
      'Not purged: 1 call still in old code.',
    )
    expect(purgeLines({ ...report, outcome: 'nothing' }, look)).toEqual(['Cat has no old generation.'])
  })

  test('by a purge that was to be proved says what is left in memory', () => {
    const purged = { class: 'Cat', versions: ['1.0.0'], lingering: [], outcome: 'purged' as const }
    expect(purgeLines({ ...purged, left: [] }, look)).toEqual([
      'Purged Cat 1.0.0.',
      'No purged version of Cat is in memory, after a collection of garbage.',
    ])
    expect(purgeLines({ ...purged, left: ['1.0.0'] }, look)[1]).toBe('Still in memory: Cat 1.0.0.')
  })

  test('by a confirmation says what is there to stay', () => {
    expect(confirmationLines({ confirmed: true, journal: { running: [], confirmed: [entryOf()] } })).toEqual([
      'Confirmed.',
      '  cats (ab12cd34ef56): Cat 1.0.0',
    ])
    expect(confirmationLines({ confirmed: false, journal: emptyJournal })).toEqual(['Nothing to confirm.'])
  })

  test('by a script goes step by step, in red when it has failed', () => {
    const steps = [{ step: 'cats to 2', outcome: 'takenBack' as const, durationMs: 12, text: 'Upgraded to Cat 2.0.0.' }]
    const answer = { name: 'to-2', outcome: 'rolledBack' as const, defects: [], steps }
    const lines = scriptLines(answer, coloured)
    expect(lines[0]).toBe('\u001B[31mto-2: failed, and everything was taken back.\u001B[39m')
    expect(lines.slice(1).join('\n')).toMatch(/taken back: cats to 2[^]*Upgraded to Cat 2\.0\.0\./)
    expect(scriptLines({ ...answer, outcome: 'done' }, coloured)[0]).toContain('\u001B[32m')
  })

  test('on a save says what was kept, or why everything is as it was', () => {
    expect(shown(savedLines(upgradeAnswerOf(), look))).toBe(`
Cat 1.0.0 -> 2.0.0
  kept 3 instances, 3 states migrated, pause 1.5 ms
`)
    expect(shown(savedLines(upgradeAnswerOf({ outcome: 'refused', defects: ['no bump'] }), look))).toBe(`
refused: everything runs on as it was
  1. no bump
`)
    expect(savedLines(upgradeAnswerOf({ outcome: 'unchanged' }), look)).toEqual(['nothing has changed for the process'])
  })
})

test('history has one row for an action with what went wrong at its end, and says of one that has not ended that it has not', () => {
  const at = '2026-03-01T10:00:00.123Z'
  const subject = { name: 'cats', hash }
  const entries = [
    { serial: 1, at, command: 'upgrade' as const, from: 'socket', subject, outcome: 'begun' },
    {
      serial: 2,
      at,
      command: 'upgrade' as const,
      from: 'socket',
      subject,
      outcome: 'committed',
      begun: 1,
      durationMs: 42,
    },
    { serial: 3, at, command: 'purge' as const, from: 'socket', subject: { class: 'Cat' }, outcome: 'begun' },
    {
      serial: 4,
      at,
      command: 'confirm' as const,
      from: '10.0.0.7',
      subject: {},
      outcome: 'failed',
      problems: ['a', 'b'],
    },
  ]
  expect(shown(historyLines(entries, look))).toBe(`
#  at                    command  from      subject              outcome           took
2  2026-03-01 10:00:00Z  upgrade  socket    cats (ab12cd34ef56)  committed         42 ms
3  2026-03-01 10:00:00Z  purge    socket    class Cat            begun, not ended  -
4  2026-03-01 10:00:00Z  confirm  10.0.0.7  -                    failed            -      a; b
`)
  expect(historyLines([], look)).toEqual(['Nothing has been done yet.'])
})

test('an event is a line with its time, an error in it told like an error', () => {
  const event = { at: '2026-03-01T10:00:00.123Z', type: 'crashed', class: 'Cat', version: '1.0.0', pid: '<app.1>' }
  const crash = { ...event, method: 'hunt', sender: null, error: { name: 'TypeError', message: 'no mouse' } }
  expect(eventLine(crash, look)).toBe('10:00:00.123 Cat <app.1> (1.0.0) crashed in hunt: TypeError: no mouse')
  expect(eventLine({ at: event.at, type: 'dropped', count: 3 }, look)).toContain('count: 3')
})
