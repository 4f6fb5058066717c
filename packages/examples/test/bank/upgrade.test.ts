import { expect, test } from 'vitest'
import { makeAccount } from '../../src/bank/account-v1.js'
import { makeAccount2 } from '../../src/bank/account-v2.js'
import { accountNow } from '../../src/bank/address.js'
import { makeBank2 } from '../../src/bank/bank-v2.js'
import { makeBank } from '../../src/bank/bank.js'
import { drawOrder, mishaps, type Order } from '../../src/bank/order.js'
import { takeStock } from '../../src/bank/stock.js'
import { capital, centsOf, opening, openSmallBank, orderWith, type SmallBank } from './small-bank.js'

const all = Array.from({ length: 50 }, (_, i) => i + 1)

function madOrders({ started }: SmallBank, from: number): Order[] {
  return mishaps.map((mishap, i) => drawOrder(from + i, 50, started.random, mishap))
}

test('an account that is restarted after the upgrade starts in the new version, with what it had', async () => {
  await using small = await openSmallBank()
  const { started, ledger } = small
  ledger.accept([orderWith()])
  await started.settle()
  await started.system.upgrade(makeAccount2())
  const account = await accountNow(started.system, 1)
  expect(started.system.getState(account)).toMatchObject({ cents: 8766 })
  account.stumble()
  await started.settle()
  const next = await accountNow(started.system, 1)
  expect(next.pid).not.toBe(account.pid)
  expect(started.system.getState(next)).toEqual({ account: 1, cents: 8766, moved: [], isOpen: true })
  expect(await centsOf(small, 1, 2)).toEqual([opening - 1234, opening + 1234])
})

test('up and down in the middle of transfers and crashes: whatever order chance gives to things, no cent is lost', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const Account = makeAccount()
    await using small = await openSmallBank({ clerks: 4, seed, Account })
    const { started, ledger } = small
    const stocks: number[] = []
    ledger.changes$.subscribe(() => stocks.push(takeStock(started.system).missing))
    for (const [i, next] of [makeAccount2(), Account].entries()) {
      ledger.accept(madOrders(small, 1 + i * mishaps.length))
      const { outcome } = await started.within(5000, started.system.upgrade(next))
      expect({ seed, outcome }).toEqual({ seed, outcome: 'committed' })
      await started.settle()
      expect(started.system.countInstances('Account')).toBe(50)
    }
    expect(await ledger.figures()).toEqual({ waiting: 0, open: 0, settled: 24, idle: 4 })
    expect({ seed, stocks }).toEqual({ seed, stocks: Array.from({ length: 24 }, () => 0) })
    expect((await centsOf(small, ...all)).reduce((sum, cents) => sum + cents, 0)).toBe(capital)
  }
})

test('the plan for the bank tells of the auditor, who comes when the children are applied, and not before', async () => {
  await using small = await openSmallBank()
  const { started, bank } = small
  const Bank2 = makeBank2()
  expect(started.system.plan(Bank2).remarks).toMatchObject([
    { class: 'Bank', pid: bank.pid, data: { added: ['auditor'], removed: [], changed: [] } },
  ])
  const pids = (await bank.childrenNow()).map(({ pid }) => pid)
  expect((await started.system.upgrade(Bank2)).outcome).toBe('committed')
  expect(started.system.whereis('auditor')).toBeUndefined()
  expect(await bank.intensity()).toEqual({ restarts: 10, withinMs: 60_000 })

  expect(await bank.applyChildren()).toEqual({ added: ['auditor'], removed: [], changed: [] })
  const children = await bank.childrenNow()
  expect(children.map(({ id }) => id)).toEqual(['ledger', 'branches', 'counter', 'auditor'])
  expect(children.slice(0, 3).map(({ pid }) => pid)).toEqual(pids)
})

test('the way back of the bank leaves the auditor where it is, until the children are applied', async () => {
  const Bank = makeBank()
  await using small = await openSmallBank({ Bank })
  const { started, bank } = small
  await started.system.upgrade(makeBank2())
  await bank.applyChildren()
  expect(started.system.plan(Bank).remarks).toMatchObject([{ data: { added: [], removed: ['auditor'] } }])
  await started.system.upgrade(Bank)
  expect(started.system.whereis('auditor')).toBeDefined()
  await bank.applyChildren()
  expect(started.system.whereis('auditor')).toBeUndefined()
  expect((await bank.childrenNow()).map(({ id }) => id)).toEqual(['ledger', 'branches', 'counter'])
})
