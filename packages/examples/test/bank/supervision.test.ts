import type { Ref } from '@instar/core'
import { Supervisor } from '@instar/classes'
import { expect, test } from 'vitest'
import { accountNow, branchNow, ledgerOf, withAccount } from '../../src/bank/address.js'
import { drawOrder, mishaps } from '../../src/bank/order.js'
import { takeStock } from '../../src/bank/stock.js'
import { capital, centsOf, opening, openSmallBank, orderWith, type SmallBank, versions } from './small-bank.js'

async function crashUntilGivenUp({ started: { system } }: SmallBank, branch: Ref<Supervisor>): Promise<void> {
  for (let isThere = true; isThere;) {
    const account = await accountNow(system, 9)
    account.stumble()
    await account.exited
    isThere = await branch.countChildren().then(
      () => true,
      () => false,
    )
  }
}

test.each(versions)('Account %s: an account that is restarted has its balance again', async (_, make) => {
  await using small = await openSmallBank({ Account: make() })
  const { started, ledger } = small
  ledger.accept([orderWith()])
  await started.settle()
  const before = [await accountNow(started.system, 1), await accountNow(started.system, 2)]
  for (const account of before) account.stumble()
  await started.settle()
  expect((await accountNow(started.system, 1)).pid).not.toBe(before[0]!.pid)
  expect(await centsOf(small, 1, 2)).toEqual([opening - 1234, opening + 1234])
})

test('who asks an account that ends meanwhile is answered by its successor', async () => {
  await using small = await openSmallBank()
  const { system } = small.started
  const asked: string[] = []
  const cents = await withAccount(system, 3, (account) => {
    if (asked.push(account.pid) === 1) void account.kill()
    return account.getCents()
  })
  expect(cents).toBe(opening)
  expect(new Set(asked).size).toBe(2)
})

test('what else goes wrong with an account is the affair of who asks', async () => {
  await using small = await openSmallBank()
  await expect(withAccount(small.started.system, 1, (account) => account.debit(99, 1))).rejects.toThrow(
    'Transfer 99 is not open.',
  )
  await expect(accountNow(small.started.system, 51)).rejects.toThrow('There is no branch-2.')
})

test('a branch that gives up is restarted by its supervisor, and each account has what it had', async () => {
  await using small = await openSmallBank()
  const { started, ledger } = small
  ledger.accept([orderWith()])
  await started.settle()
  const branch = await branchNow(started.system, 'branch-1')
  await crashUntilGivenUp(small, branch)
  await started.settle()

  expect(await branch.exited).toMatchObject({
    type: 'crashed',
    error: { code: 'too-many-restarts', facts: { count: 41 } },
  })
  const next = await branchNow(started.system, 'branch-1')
  expect(next.pid).not.toBe(branch.pid)
  expect((await next.childrenNow()).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 'running'))
  expect(await small.bank.childrenNow()).toMatchObject([{ restarts: 0 }, { restarts: 0 }, { restarts: 0 }])
  expect(await centsOf(small, 1, 2, 9)).toEqual([opening - 1234, opening + 1234, opening])
})

test('without the ledger everything begins anew: the bank restarts all that builds on it', async () => {
  await using small = await openSmallBank()
  const { started, ledger, bank } = small
  ledger.accept([orderWith()])
  await started.settle()
  await ledger.kill()
  await started.settle()
  expect((await bank.childrenNow()).map(({ id, restarts }) => `${id} ${restarts}`)).toEqual([
    'ledger 1',
    'branches 1',
    'counter 1',
  ])
  expect(await centsOf(small, 1, 2)).toEqual([opening, opening])
  expect(takeStock(started.system)).toEqual({ inAccounts: capital, underWay: 0, missing: 0 })
})

test('four clerks, all mishaps, all orders: whatever order chance gives to things, no cent is lost', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    await using small = await openSmallBank({ clerks: 4, seed })
    const { started, ledger } = small
    const orders = mishaps.map((mishap, i) => drawOrder(i + 1, 50, started.random, mishap))
    const stocks: number[] = []
    ledger.changes$.subscribe(() => stocks.push(takeStock(started.system).missing))
    ledger.accept(orders)
    await started.settle()
    const { open, settled, idle } = await ledgerOf(started.system).figures()
    expect({ seed, open, settled, idle }).toEqual({ seed, open: 0, settled: 12, idle: 4 })
    expect({ seed, stocks }).toEqual({ seed, stocks: Array.from({ length: 12 }, () => 0) })
    const said = await centsOf(small, ...Array.from({ length: 50 }, (_, i) => i + 1))
    expect(said.reduce((sum, cents) => sum + cents, 0)).toBe(capital)
  }
})
