import { expect, test } from 'vitest'
import { drainLimit, freezeLimit, stepLimit, upgradeLimit } from '../../src/script/limits.js'

test('what a step says goes before what the script says, and that before what is usual', () => {
  expect([stepLimit({ step: 1 }, { step: 2 }), stepLimit({}, { step: 2 }), stepLimit()]).toEqual([1, 2, 60_000])
  expect([drainLimit({ drain: 1 }, { drain: 2 }), drainLimit({}, { drain: 2 }), drainLimit()]).toEqual([1, 2, 0])
  expect([freezeLimit({ freeze: 1 }, { freeze: 2 }), freezeLimit({}, { freeze: 2 }), freezeLimit()]).toEqual([
    1, 2, 5000,
  ])
})

test('a set comes to rest within the smallest limit of those that are said about it', () => {
  expect(freezeLimit({ classes: { Account: 300, Ledger: 200 } }, { freeze: 1000 })).toBe(200)
  expect(freezeLimit({ freeze: 100, classes: { Account: 300 } }, { freeze: 50 })).toBe(100)
  expect(freezeLimit({ classes: { Account: 20_000 } })).toBe(20_000)
})

test('an upgrade has the time of its freeze and its own, whatever the script gives to functions', () => {
  expect(upgradeLimit({}, { step: 1 })).toBe(605_000)
  expect(upgradeLimit({ freeze: 10, step: 5 })).toBe(15)
})
