import { ActorSystem } from '@instar/core'
import { expect, test } from 'vitest'
import type { Progress } from '../../src/protocol/answers.js'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import {
  inCents,
  makeAccount,
  makeAccountInCents,
  makeLedger,
  makeNamed,
  makeShortLedger,
  sumOf,
  versionsOf,
} from './classes.js'

async function startBank() {
  const system = await ActorSystem.start()
  const accounts = await Promise.all([1, 2, 3].map((balance) => system.spawn(makeAccount(), [balance])))
  return { system, accounts, [Symbol.asyncDispose]: () => system.stop() }
}

const outcomesOf = ({ steps }: { steps: readonly { step: string; outcome: string }[] }): string[] =>
  steps.map(({ step, outcome }) => `${outcome}: ${step}`)

test('a script does its steps in their order, and says of each that it is done', async () => {
  await using bank = await startBank()
  const { system, accounts } = bank
  system.register(makeNamed('Legacy', '1.0.0'))
  const said: string[] = []
  const script = defineScript({
    name: 'count cents',
    steps: [
      apply('note the sum', async ({ notes }) => notes.set('sum', await sumOf(accounts))),
      add(makeLedger()),
      upgrade(makeAccountInCents()),
      check('no cent is lost', async ({ notes, say }) => {
        say(`${notes.get('sum')} cents before`)
        return (await sumOf(accounts)) === notes.get('sum')
      }),
      confirm(),
      remove('Legacy'),
    ],
  })
  const answer = await runScript(system, script, { say: (line) => said.push(line) })
  expect(answer).toMatchObject({ name: 'count cents', outcome: 'done', defects: [] })
  expect(outcomesOf(answer)).toEqual([
    'done: note the sum',
    'done: add Ledger 1.0.0',
    'done: upgrade Account 2.0.0',
    'done: no cent is lost',
    'done: confirm',
    'done: remove Legacy',
  ])
  expect(said).toEqual(['600 cents before'])
  expect(versionsOf(system)).toEqual({ Account: '2.0.0', Ledger: '1.0.0' })
  expect((await system.rollback()).defects[0]).toContain('has been confirmed')
})

test('W5: extra data reaches every migration of its step, and of no other', async () => {
  await using bank = await startBank()
  const { system, accounts } = bank
  await system.spawn(makeLedger())
  const seen: unknown[] = []
  const migrations = {
    Ledger: [{ from: '1.0.0', to: undefined, parts: [{ up: noting(seen), down: noting(seen), drops: ['lines'] }] }],
  }
  const script = defineScript({
    name: 'extra',
    steps: [
      upgrade(makeAccountInCents(), { extra: 1000 }),
      upgrade(makeShortLedger([]), { migrations, extra: 'for the ledger' }),
    ],
  })
  expect(await runScript(system, script)).toMatchObject({ outcome: 'done' })
  expect(await sumOf(accounts)).toBe(6000)
  expect(new Set(seen)).toEqual(new Set(['for the ledger']))
})

function noting(seen: unknown[]) {
  return (slice: object, _: unknown, { extra }: { extra: unknown }) => {
    seen.push(extra)
    return { ...slice }
  }
}

test('a script brings migrations for a class that has none', async () => {
  await using bank = await startBank()
  const { system, accounts } = bank
  const Bare = makeAccountInCents({ migrations: [] })
  const script = defineScript({ name: 'bare', steps: [upgrade(Bare, { migrations: { Account: [inCents(100)] } })] })
  const answer = await runScript(system, script)
  expect(answer).toMatchObject({ outcome: 'done', defects: [] })
  expect(await sumOf(accounts)).toBe(600)
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await sumOf(accounts)).toBe(600)
})

test('an upgrade to what runs is done without a change, and is not taken back when a later step fails', async () => {
  await using bank = await startBank()
  const { system } = bank
  await system.upgrade(makeAccountInCents())
  const script = defineScript({
    name: 'again',
    steps: [upgrade(makeAccountInCents()), check('never', () => false)],
  })
  const answer = await runScript(system, script)
  expect(answer).toMatchObject({ outcome: 'refused', defects: ['never: Does not hold.'] })
  expect(outcomesOf(answer)).toEqual(['done: upgrade Account 2.0.0', 'failed: never'])
  expect(versionsOf(system)).toEqual({ Account: '2.0.0' })
})

test('progress names the step: upgrades pass on all of their phases', async () => {
  await using bank = await startBank()
  const progress: Progress[] = []
  const script = defineScript({ name: 'p', steps: [check('well', () => true), upgrade(makeAccountInCents())] })
  await runScript(bank.system, script, { onProgress: (each) => progress.push(each) })
  expect(progress.slice(0, 2)).toEqual([
    { phase: 'check', done: 0, total: 1, step: 'well' },
    { phase: 'check', done: 1, total: 1, step: 'well' },
  ])
  const ofUpgrade = progress.filter(({ step }) => step === 'upgrade Account 2.0.0')
  expect(new Set(ofUpgrade.map(({ phase }) => phase))).toEqual(
    new Set(['plan', 'check', 'freeze', 'stage', 'commit', 'thaw']),
  )
  expect(ofUpgrade).toContainEqual({ phase: 'stage', done: 3, total: 3, step: 'upgrade Account 2.0.0' })
})

test.each([
  ['false', () => false, 'Does not hold.'],
  ['a sentence', () => 'two cents are missing', 'two cents are missing'],
  ['nothing', () => undefined as never, 'It gave no verdict: return true, false, or a sentence.'],
  ['an error', () => Promise.reject(new Error('no connection')), 'no connection.'],
  [
    'a type error',
    () => (undefined as never as { x: boolean }).x,
    "TypeError: Cannot read properties of undefined (reading 'x').",
  ],
])('a check that gives %s fails the script', async (_, run, problem) => {
  await using bank = await startBank()
  const answer = await runScript(bank.system, defineScript({ name: 'c', steps: [check('demand', run)] }))
  expect(answer).toMatchObject({ outcome: 'refused', defects: [`demand: ${problem}`] })
})

test.each([
  ['true', () => true],
  ['no complaint', () => [].join('; ')],
])('a check that gives %s holds', async (_, run) => {
  await using bank = await startBank()
  const answer = await runScript(bank.system, defineScript({ name: 'c', steps: [check('demand', run)] }))
  expect(answer).toMatchObject({ outcome: 'done', defects: [] })
})

test('what is no script is an answer, too, and not an error', async () => {
  await using bank = await startBank()
  for (const script of [undefined, null, 5, [], {}, { name: 'x' }, { name: 'x', steps: [] }, { steps: 'all' }]) {
    const answer = await runScript(bank.system, script as never)
    expect(answer).toMatchObject({ outcome: 'refused', steps: [] })
    expect(answer.defects.length).toBeGreaterThan(0)
  }
})

test('an answer is plain data', async () => {
  await using bank = await startBank()
  const answer = await runScript(bank.system, defineScript({ name: 'x', steps: [upgrade(makeAccountInCents())] }))
  expect(structuredClone(answer)).toEqual(answer)
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
})
