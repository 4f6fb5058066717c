import { expect, test } from 'vitest'
import { accountNow } from '../../src/bank/address.js'
import { makeBank2 } from '../../src/bank/bank-v2.js'
import { Auditor } from '../../src/bank/auditor.js'
import { takeStock } from '../../src/bank/stock.js'
import { capital, openSmallBank, versions } from './small-bank.js'

test.each(versions)('Account %s: one cent that vanishes from an account is missing', async (version, make) => {
  await using small = await openSmallBank({ Account: make() })
  const { system } = small.started
  const change = version === '1.0.0' ? { euros: 99.99 } : { cents: 9999 }
  await system.replaceState(await accountNow(system, 7), (state) => ({ ...state, ...change }))
  expect(takeStock(system)).toEqual({ inAccounts: capital - 1, underWay: 0, missing: 1 })
})

test('money that a payer has given and the payee has not got is under way', async () => {
  await using small = await openSmallBank({ clerks: 0 })
  const { started, ledger } = small
  ledger.accept([{ id: 1, from: 1, to: 2, cents: 300, mishap: null }])
  await ledger.take('me')
  await (await accountNow(started.system, 1)).debit(1, 300)
  expect(takeStock(started.system)).toEqual({ inAccounts: capital - 300, underWay: 300, missing: 0 })
  await (await accountNow(started.system, 2)).credit(1, 300)
  expect(takeStock(started.system)).toEqual({ inAccounts: capital, underWay: 0, missing: 0 })
})

test('an account that has no successor yet has what the ledger says', async () => {
  await using small = await openSmallBank({ clerks: 0 })
  const { system } = small.started
  const account = await accountNow(system, 1)
  void account.kill()
  expect(system.whereis('account-1')).toBeUndefined()
  expect(takeStock(system)).toEqual({ inAccounts: capital, underWay: 0, missing: 0 })
})

test('the auditor takes stock every so often, and counts the wrong sums', async () => {
  await using small = await openSmallBank({ Bank: makeBank2() })
  const { started } = small
  const auditor = started.system.whereis('auditor', Auditor)!
  await started.advance(50)
  expect(await auditor.findings()).toEqual({ audits: 10, wrong: 0 })
  await started.system.replaceState(await accountNow(started.system, 7), () => ({ euros: 100.01 }))
  await started.advance(10)
  expect(await auditor.findings()).toEqual({ audits: 12, wrong: 2 })
  expect(await auditor.audit()).toEqual({ inAccounts: capital + 1, underWay: 0, missing: -1 })
})
