import { type ActorClass, ActorSystem, actor, Actor, attribute } from '@instar/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptDefects } from '../../src/script/defects.js'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import type { Step } from '../../src/script/script.js'
import {
  inCents,
  makeAccount,
  makeAccountInCents,
  makeLedger,
  makeNamed,
  makeSavings,
  makeShortLedger,
} from './classes.js'

async function startBank() {
  const system = await ActorSystem.start()
  const Account = makeAccount()
  await system.spawn(Account, [1])
  await system.spawn(makeLedger())
  const defectsOf = (...steps: unknown[]) => scriptDefects({ name: 'script', steps }, system)
  return { system, Account, defectsOf, [Symbol.asyncDispose]: () => system.stop() }
}

const noop = (): void => {}
const holds = (): boolean => true

test('E2: every malformed script is refused before anything runs, with all its defects', async () => {
  await using bank = await startBank()
  const defects = scriptDefects(
    {
      name: '',
      timeout: 5,
      limits: { freez: 1, drain: -1 },
      steps: [
        null,
        { type: 'upgrad', classes: [] },
        { type: 'upgrade', name: 'nothing', classes: [] },
        { ...upgrade([makeAccountInCents(), 'Cat' as never]), name: 'no class', strategy: 'eager', purge: 'now' },
        upgrade(makeAccountInCents(), {
          name: 'odd options',
          migrations: { Account: [{}] } as never,
          after: 'Ledger' as never,
          limits: { classes: { Account: -5 }, freeze: '5 s' as never },
          mode: 'x',
        } as never),
        { type: 'apply', name: 'no function', run: 'rm -rf', undo: 5 },
        { type: 'check', run: holds },
        { type: 'remove', name: 'odd rule', class: '', instances: 'perhaps' },
        { ...confirm(), limits: {} },
      ],
    },
    bank.system,
  )
  expect(defects).toEqual([
    'it has no option timeout: there are name, steps, limits',
    'its name is no text',
    'its limits object has no option freez: is freeze meant?',
    'its limits.drain is no number of milliseconds from 0 on',
    'step 1: it is no step: make one with one of upgrade, add, remove, apply, check, confirm',
    'step 2: its type "upgrad" is none of upgrade, add, remove, apply, check, confirm',
    'nothing: its classes are no list of classes',
    'no class: its classes have no class at 2: hand over the class itself',
    'no class: its strategy is none of atomic, lazy',
    'no class: its purge is none of soft, hard, later',
    'odd options: it has no option mode: there are type, classes, name, extra, migrations, after, strategy, onDeadline, purge, limits',
    'odd options: its migrations have no list of migration(...) for Account',
    'odd options: its after is no list of names of classes',
    'odd options: its limits.freeze is no number of milliseconds from 0 on',
    'odd options: its limits.classes have no milliseconds for Account',
    'no function: its run is no function',
    'no function: its undo is no function',
    'step 7: its name is no text',
    'odd rule: its class is no text',
    'odd rule: its instances is none of refuse, stop, kill',
    'step 9: it has no option limits: there are type, name',
  ])
})

test('a malformed step does not hide what the plans of others say', async () => {
  await using bank = await startBank()
  const defects = bank.defectsOf(
    upgrade(makeAccountInCents({ migrations: [] })),
    { type: 'apply', name: 'odd' },
    upgrade(makeShortLedger([])),
  )
  expect(defects.map((defect) => defect.replace(/: .*/, ''))).toEqual([
    'odd',
    'upgrade Account 2.0.0',
    'upgrade Account 2.0.0',
    'upgrade Ledger 2.0.0',
  ])
})

test('values that are no actor classes are told by the plan', async () => {
  await using bank = await startBank()
  const defects = bank.defectsOf(upgrade([class Plain {} as never, (() => {}) as never]))
  expect(defects.join('\n')).toContain('it does not extend Actor: write `extends Actor`')
  expect(defects.join('\n')).toContain('is not a class')
})

test.each<[string, (bank: { Account: ActorClass }) => Step[], string[]]>([
  [
    'two steps of one name',
    () => [apply('same', noop), check('same', holds)],
    ['same: an earlier step has the same name: give each its own'],
  ],
  [
    'a second confirm',
    () => [confirm(), confirm()],
    ['confirm: everything is confirmed by then: leave one of the two out'],
  ],
  [
    'steps behind confirm that could fail back',
    () => [
      confirm(),
      upgrade(makeAccountInCents()),
      add(makeNamed('New', '1.0.0')),
      check('late', holds),
      apply('with undo', noop, { undo: noop }),
      apply('without', noop),
    ],
    [
      'upgrade Account 2.0.0: it stands behind confirm, after which nothing can be taken back any more: move it before that',
      'add New 1.0.0: it stands behind confirm, after which nothing can be taken back any more: move it before that',
      'late: it stands behind confirm, after which nothing can be taken back any more: move it before that',
      'with undo: it stands behind confirm, after which nothing can be taken back any more: its `undo` would never be asked for: leave it out, or move the step before that',
    ],
  ],
  [
    'a removal before confirm',
    () => [upgrade(makeAccountInCents()), remove('Ledger', { instances: 'stop' })],
    [
      'remove Ledger: a removal cannot be taken back, and what comes before it could still have to be: put confirm() before it',
    ],
  ],
  [
    'a check behind a removal',
    () => [remove('Ledger', { instances: 'stop' }), check('late', holds)],
    ['late: it stands behind remove Ledger, after which nothing can be taken back any more: move it before that'],
  ],
  [
    'a purge that nobody does',
    () => [upgrade(makeAccountInCents(), { purge: 'soft' })],
    ['upgrade Account 2.0.0: its `purge` is done by confirm(), and none follows: add confirm(), or leave `purge` out'],
  ],
  [
    'a removal of a class that is not there',
    () => [remove('Legder')],
    ['remove Legder: there is no class Legder: look at the spelling'],
  ],
  [
    'a removal of a class that an earlier step upgrades',
    () => [upgrade(makeAccountInCents()), confirm(), remove('Account', { instances: 'stop' })],
    ['remove Account: Account is brought by upgrade Account 2.0.0: leave one of the two out'],
  ],
  [
    'a removal of what is removed already',
    () => [remove('Ledger', { instances: 'stop' }), remove('Ledger', { instances: 'stop', name: 'again' })],
    ['again: an earlier step removes it already: leave one out'],
  ],
  [
    'a removal of a class that has instances, without a word about them',
    () => [remove('Ledger')],
    ['remove Ledger: Ledger has 1 instances: say with `instances` what becomes of them'],
  ],
  [
    'an upgrade of nothing but new classes',
    () => [upgrade(makeNamed('New', '1.0.0'))],
    ['upgrade New 1.0.0: New would be new to the system: write add([New])'],
  ],
  [
    'an addition of what runs already',
    () => [add(makeAccountInCents())],
    ['add Account 2.0.0: Account 1.0.0 runs already: write upgrade([Account])'],
  ],
  [
    'an addition of what an earlier step brings',
    () => [add(makeNamed('New', '1.0.0')), add(makeNamed('New', '2.0.0'))],
    ['add New 2.0.0: New is brought by add New 1.0.0 already: leave one of the two out'],
  ],
  [
    'migrations and time limits of classes that are not there',
    () => [upgrade(makeAccountInCents(), { migrations: { Acount: [inCents(1)] }, limits: { classes: { Ledger: 5 } } })],
    [
      'upgrade Account 2.0.0: migrations are given for Acount, which it does not upgrade: look at the spelling',
      'upgrade Account 2.0.0: a time limit is given for Ledger, which it does not freeze: look at the spelling',
    ],
  ],
  [
    'upgrades that wait for each other and disagree',
    () => [
      upgrade(makeAccountInCents(), { after: ['Ledger'], extra: 1 }),
      upgrade(makeShortLedger(), { after: ['Account'], extra: 2 }),
    ],
    [
      'upgrade Account 2.0.0 + upgrade Ledger 2.0.0: they wait for each other and are done as one, but they disagree about `extra`: give them the same one',
    ],
  ],
])('a script with %s is refused', async (_, steps, defects) => {
  await using bank = await startBank()
  expect(bank.defectsOf(...steps(bank))).toEqual(defects)
  const answer = await runScript(bank.system, defineScript({ name: 's', steps: steps(bank) }))
  expect(answer).toMatchObject({ outcome: 'refused', steps: [] })
})

test('a class that others inherit from is removed after them', async () => {
  await using bank = await startBank()
  bank.system.register(makeSavings(bank.Account as never, '1.0.0'))
  const both = { instances: 'kill' } as const
  expect(bank.defectsOf(remove('Account', both), remove('Savings', both))).toEqual([
    'remove Account: Savings inherit from Account: remove them first',
  ])
  expect(bank.defectsOf(remove('Savings', both), remove('Account', both))).toEqual([])
})

test('a time limit may be that of an heir: it comes to rest with what it inherits from', async () => {
  await using bank = await startBank()
  bank.system.register(makeSavings(bank.Account as never, '1.0.0'))
  expect(bank.defectsOf(upgrade(makeAccountInCents(), { limits: { classes: { Savings: 5 } } }))).toEqual([])
})

test('instances may end before their class is removed without a word about them', async () => {
  await using bank = await startBank()
  expect(bank.defectsOf(apply('end them', noop), remove('Ledger'))).toEqual([])
})

test('the plans of all steps are checked, each as if the steps before it were done', async () => {
  await using bank = await startBank()
  bank.system.register(makeSavings(bank.Account as never, '1.0.0'))
  const Account2 = makeAccountInCents()
  const Savings2 = makeSavings(Account2, '2.0.0')
  expect(bank.defectsOf(upgrade(Account2), upgrade(Savings2))).toEqual([])
  expect(bank.defectsOf(upgrade(Savings2), upgrade(Account2))).toEqual([
    'upgrade Savings 2.0.0: Savings 2.0.0: it was written against Account 2.0.0, but 1.0.0 runs: upgrade Account in the same set',
  ])
})

test('what two steps bring that does not go together is found before the first of them', async () => {
  await using bank = await startBank()
  bank.system.register(makeSavings(bank.Account as never, '1.0.0'))
  @actor({ name: 'Account', version: '2.0.0' })
  class Account extends Actor {
    @attribute() balance = 0
    @attribute({ initial: 1 }) rate!: number
  }
  @actor({ name: 'Savings', version: '2.0.0' })
  class Savings extends Account {
    @attribute({ initial: 2 }) interest!: number
    @attribute({ initial: 1 }) override rate!: number
  }
  const defects = bank.defectsOf(upgrade(Account), upgrade(Savings))
  expect(defects.length).toBeGreaterThan(0)
  expect(defects[0]).toMatch(/^upgrade Savings 2\.0\.0: Savings: /)
})

test('plans of classes that a script brings migrations for are made with them, before the first step', async () => {
  await using bank = await startBank()
  const withMigrations = (from: string) =>
    upgrade(makeAccountInCents({ migrations: [] }), { migrations: { Account: [{ ...inCents(1), from }] } })
  expect(bank.defectsOf(withMigrations('1.0.0'))).toEqual([])
  expect(bank.defectsOf(withMigrations('1.5.0'))[0]).toBe(
    'upgrade Account 2.0.0: Account 2.0.0: no migration leads from 1.0.0: the first starts at 1.5.0',
  )
})

test('a check of a script touches nothing', async () => {
  await using bank = await startBank()
  const events: unknown[] = []
  bank.system.events$.subscribe((event) => events.push(event))
  const before = JSON.stringify(bank.system.classes)
  bank.defectsOf(add(makeNamed('New', '1.0.0')), upgrade(makeAccountInCents()), confirm(), remove('Ledger'))
  expect(JSON.stringify(bank.system.classes)).toBe(before)
  expect(events).toEqual([])
})

test('a script for a system that has been stopped is refused', async () => {
  const bank = await startBank()
  await bank.system.stop()
  expect(bank.defectsOf(upgrade(makeAccountInCents())).join()).toContain('has been stopped')
})

test('E2: whatever somebody hands over as a script is answered with a refusal, and never with an error', async () => {
  await using bank = await startBank()
  const value = fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true })
  const type = fc.constantFrom('upgrade', 'add', 'remove', 'apply', 'check', 'confirm', 'other')
  const keys = fc.constantFrom('name', 'classes', 'limits', 'after', 'migrations', 'run', 'undo', 'class', 'instances')
  const step = fc.tuple(type, fc.dictionary(keys, value)).map(([type, facts]) => ({ ...facts, type }))
  const script = fc.record({ name: value, limits: value, steps: fc.array(fc.oneof(step, value)) })
  await fc.assert(
    fc.asyncProperty(fc.oneof(value, script), async (given) => {
      const answer = await runScript(bank.system, given as never)
      expect(answer.outcome).toBe('refused')
      expect(answer.defects.length).toBeGreaterThan(0)
      expect(answer.defects.every((defect) => typeof defect === 'string' && defect !== '')).toBe(true)
    }),
    { seed: 3, numRuns: 1000 },
  )
})
