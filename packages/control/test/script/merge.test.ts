import { expect, test } from 'vitest'
import { mergeUpgrades } from '../../src/script/merge.js'
import { upgrade } from '../../src/script/define.js'
import { inCents, makeAccountInCents, makeShortLedger } from './classes.js'

const Account = makeAccountInCents()
const Ledger = makeShortLedger()

test('upgrades that are done as one have the classes and the migrations of all', () => {
  const migrations = [inCents(1)]
  const { step, defects } = mergeUpgrades([
    upgrade(Account, { migrations: { Account: migrations } }),
    upgrade(Ledger, { migrations: { Ledger: [] } }),
  ])
  expect(defects).toEqual([])
  expect(step).toMatchObject({ type: 'upgrade', classes: [Account, Ledger] })
  expect(step.migrations).toEqual({ Account: migrations, Ledger: [] })
})

test('of their time limits the smallest for the freeze counts, and the longest for the rest', () => {
  const { step } = mergeUpgrades([
    upgrade(Account, { limits: { freeze: 100, drain: 5, classes: { Account: 70, Ledger: 90 } } }),
    upgrade(Ledger, { limits: { freeze: 200, drain: 9, step: 4, classes: { Ledger: 80 } } }),
  ])
  expect(step.limits).toEqual({ freeze: 100, drain: 9, step: 4, classes: { Account: 70, Ledger: 80 } })
  expect(mergeUpgrades([upgrade(Account), upgrade(Ledger)]).step.limits).toEqual({})
})

test('what one of them says of the upgrade holds for all, and what two say has to agree', () => {
  const agreed = mergeUpgrades([upgrade(Account, { extra: 7, strategy: 'lazy' }), upgrade(Ledger, { extra: 7 })])
  expect(agreed.step).toMatchObject({ extra: 7, strategy: 'lazy' })
  expect(agreed.defects).toEqual([])
  const { defects } = mergeUpgrades([
    upgrade(Account, { extra: {}, onDeadline: 'kill' }),
    upgrade(Ledger, { extra: {}, onDeadline: 'refuse' }),
  ])
  expect(defects).toEqual([
    'they disagree about `extra`: give them the same one',
    'they disagree about `onDeadline`: give them the same one',
  ])
})
