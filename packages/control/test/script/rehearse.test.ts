import { ActorSystem } from '@instar/core'
import { expect, test } from 'vitest'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import type { Step } from '../../src/script/script.js'
import {
  inCents,
  inCentsBut,
  makeAccount,
  makeAccountInCents,
  makeLedger,
  makeNamed,
  makeSavings,
  makeShortLedger,
  sumOf,
  versionsOf,
} from './classes.js'

async function startBank() {
  const system = await ActorSystem.start()
  const Account = makeAccount()
  const accounts = await Promise.all([1, 2, 3].map((balance) => system.spawn(Account, [balance])))
  await system.spawn(makeLedger())
  const rehearse = (...steps: Step[]) => runScript(system, defineScript({ name: 'script', steps }), { dryRun: true })
  return { system, Account, accounts, rehearse, [Symbol.asyncDispose]: () => system.stop() }
}

const mustNotRun = (): never => {
  throw new Error('a function was run')
}

test('E13: a dry run of a script changes nothing: classes, states, generations, counters and events are as before', async () => {
  await using bank = await startBank()
  const { system } = bank
  system.register(makeNamed('Legacy', '1.0.0'))
  const look = (): unknown => ({
    classes: system.classes,
    states: bank.accounts.map((account) => system.getState(account)),
    generations: system.classes.map(({ name }) => system.generations(name).length),
    counters: { ...system.statistics(), uptimeMs: 0 },
  })
  const events: unknown[] = []
  system.events$.subscribe((event) => events.push(event))
  const before = look()
  const answer = await bank.rehearse(
    apply('a function', mustNotRun),
    add(makeNamed('Book', '1.0.0')),
    upgrade(makeAccountInCents()),
    check('a check', mustNotRun),
    confirm(),
    remove('Legacy'),
  )
  expect(answer).toMatchObject({ outcome: 'rehearsed', defects: [] })
  expect(answer.steps.map(({ outcome }) => outcome)).toEqual([
    'skipped',
    'skipped',
    'done',
    'skipped',
    'skipped',
    'skipped',
  ])
  expect(answer.steps[2]!.text).toContain('Rehearsed Account 2.0.0 on copies of 3 states')
  expect(answer.steps[1]!.text).toBe('Would make known Book 1.0.0.')
  expect(look()).toEqual(before)
  expect(events).toEqual([])
})

test('a dry run finds what is wrong with each upgrade, all of it', async () => {
  await using bank = await startBank()
  const answer = await bank.rehearse(
    upgrade(makeAccountInCents({ migrations: [inCentsBut(2)] })),
    upgrade(makeShortLedger()),
    upgrade(makeNamed('Ledger', '3.0.0')),
  )
  expect(answer.outcome).toBe('refused')
  expect(answer.defects).toEqual([
    'upgrade Account 2.0.0: Account 1.0.0 -> 2.0.0: throws, in 1, such as <0.2>: it threw: 2 is not foreseen',
  ])
  expect(answer.steps).toMatchObject([
    { outcome: 'failed' },
    { outcome: 'done' },
    { outcome: 'skipped', text: expect.stringContaining('An earlier step upgrades the same class') },
  ])
})

test('a dry run hands over the extra data and the migrations of each step', async () => {
  await using bank = await startBank()
  const migrations = { Account: [inCents(1)] }
  const Bare = makeAccountInCents({ migrations: [] })
  const answer = await bank.rehearse(upgrade(Bare, { migrations, extra: 'no number' }))
  expect(answer.outcome).toBe('rehearsed')
  const steps = [upgrade(Bare, { migrations, extra: Symbol('no data') })]
  const refused = await runScript(bank.system, defineScript({ name: 's', steps }), { dryRun: true })
  expect(refused.defects[0]).toContain('Cannot convert a Symbol value to a number')
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('an upgrade that builds on an earlier one is rehearsed together with it', async () => {
  await using bank = await startBank()
  await bank.system.spawn(makeSavings(bank.Account, '1.0.0'), [4])
  const Account2 = makeAccountInCents()
  const answer = await bank.rehearse(upgrade(Account2), upgrade(makeSavings(Account2, '2.0.0')))
  expect(answer).toMatchObject({ outcome: 'rehearsed', defects: [] })
  expect(answer.steps[1]!.text).toContain('Savings 2.0.0')
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0', Savings: '1.0.0' })
})

test('progress tells which step is being rehearsed', async () => {
  await using bank = await startBank()
  const steps: (string | undefined)[] = []
  const script = defineScript({ name: 's', steps: [upgrade(makeAccountInCents()), confirm()] })
  await runScript(bank.system, script, { dryRun: true, onProgress: ({ step }) => steps.push(step) })
  expect(steps).toEqual(['upgrade Account 2.0.0', 'confirm'])
})
