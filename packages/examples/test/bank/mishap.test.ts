// The grid: whoever crashes behind whichever point of a transfer, under either version of Account, it is made good.

import { expect, test } from 'vitest'
import { mishaps } from '../../src/bank/order.js'
import { takeStock } from '../../src/bank/stock.js'
import { capital, centsOf, opening, openSmallBank, orderWith, versions } from './small-bank.js'

const cells = versions.flatMap(([version, makeAccount]) =>
  mishaps.map(({ who, at }) => [version, who, at, makeAccount] as const),
)

test.each(cells)('Account %s: the %s crashes behind %s, and the transfer is done once', async (_, who, at, make) => {
  await using small = await openSmallBank({ Account: make() })
  const { started, ledger } = small
  ledger.accept([orderWith({ who, at })])
  await started.settle()

  const crashed = started.events.of('crashed').map((event) => event.class)
  expect(crashed).toEqual([who === 'clerk' ? 'ClumsyClerk' : 'Account'])
  expect(started.events.of('spawned').at(-1)!.class).toBe(crashed[0])
  expect(await centsOf(small, 1, 2, 3)).toEqual([opening - 1234, opening + 1234, opening])
  expect(await ledger.figures()).toEqual({ waiting: 0, open: 0, settled: 1, idle: 1 })
  expect(takeStock(started.system)).toEqual({ inAccounts: capital, underWay: 0, missing: 0 })
})

test.each(versions)('Account %s: without a mishap nobody crashes', async (_, make) => {
  await using small = await openSmallBank({ Account: make() })
  small.ledger.accept([orderWith()])
  await small.started.settle()
  expect(small.started.events.of('crashed')).toEqual([])
  expect(await centsOf(small, 1, 2)).toEqual([opening - 1234, opening + 1234])
})
