import * as control from '@instar/control'
import * as core from '@instar/core'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeAccount } from '../../src/upgrade-script/account.js'
import { openAccounts, sumOf } from '../../src/upgrade-script/bank.js'
import { countCents } from '../../src/upgrade-script/script.js'
import { makeAccountInCents } from '../../src/upgrade-script/v2.js'
import { makeDraft } from '../../src/upgrade-script/v2_0_0.js'

const { runScript } = control

async function startBank() {
  const system = await core.ActorSystem.start()
  const Account = makeAccount()
  await openAccounts(system, Account, 200)
  const look = async () => ({ version: system.describe(Account).version, cents: await sumOf(system, Account) })
  return { system, look, [Symbol.asyncDispose]: () => system.stop() }
}

const rounding = () => makeAccountInCents('2.0.2', (amount) => Math.round(amount * 100))
const flooring = () => makeAccountInCents('2.0.1', (amount) => Math.floor(amount * 100))

test('an upgrade that keeps every cent is confirmed', async () => {
  await using bank = await startBank()
  const { cents } = await bank.look()
  const answer = await runScript(bank.system, countCents(rounding()))
  expect(answer).toMatchObject({ outcome: 'done', defects: [] })
  expect(await bank.look()).toEqual({ version: '2.0.2', cents })
  expect((await bank.system.rollback()).defects[0]).toContain('has been confirmed')
})

test('one that loses cents is taken back, with everything that it dropped', async () => {
  await using bank = await startBank()
  const before = await bank.look()
  const said: string[] = []
  const answer = await runScript(bank.system, countCents(flooring()), { say: (line) => said.push(line) })
  expect(answer).toMatchObject({ outcome: 'rolledBack', defects: ['no cent is made or lost: Does not hold.'] })
  expect(said.join()).toMatch(/euros before, .* euros now/)
  expect(await bank.look()).toEqual(before)
})

test('the draft does not get past its rehearsal, which changes nothing', async () => {
  await using bank = await startBank()
  const before = await bank.look()
  const answer = await runScript(bank.system, countCents(makeDraft()), { dryRun: true })
  expect(answer.outcome).toBe('refused')
  expect(answer.defects.map((defect) => /: ([a-z-]+), in/.exec(defect)?.[1])).toEqual([
    'changes-input',
    'not-reproducible',
    'throws',
  ])
  expect(await bank.look()).toEqual(before)
})

test('the draft is refused without a rehearsal, too: a migration that throws changes nothing', async () => {
  await using bank = await startBank()
  const { version } = await bank.look()
  const answer = await runScript(bank.system, countCents(makeDraft()))
  expect(answer.outcome).toBe('rolledBack')
  expect(answer.defects[0]).toContain('a debt is not foreseen')
  expect(await bank.look()).toMatchObject({ version })
})

test('the script can be built into a release, and does the same when it comes from outside', async () => {
  await using bank = await startBank()
  const { cents } = await bank.look()
  const file = fileURLToPath(new URL('../../src/upgrade-script/script.ts', import.meta.url))
  const { release } = await control.buildRelease({ entries: [file], kind: 'script' })
  const parsed = control.parseRelease(control.formatRelease(release), 'the script')
  const modules = { '@instar/core': core, '@instar/control': control }
  const { exports, findings } = await control.loadRelease(parsed, { modules })
  expect(findings).toEqual([])
  const { default: script } = exports['m0'] as { default: control.Script }
  expect(await runScript(bank.system, script)).toMatchObject({ name: 'count cents', outcome: 'done' })
  expect(await bank.look()).toEqual({ version: '2.0.2', cents })
})
