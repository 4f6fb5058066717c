import { expect, test } from 'vitest'
import { Ledger } from '../../src/simulate/ledger.js'
import { runSeed, strategyNames } from '../../src/simulate/seeds.js'

const seeds = Array.from({ length: 40 }, (_, i) => i + 1)

test.each(strategyNames)(
  'no seed breaks an invariant under the strategy %s, and upgrades are committed',
  async (name) => {
    let committed = 0
    for (const seed of seeds) {
      const { violation, committed: more } = await runSeed(name, seed)
      expect(violation === null ? null : `seed ${seed}: ${violation.message}`).toBeNull()
      committed += more
    }
    expect(committed).toBeGreaterThan(seeds.length / 2)
  },
)

test('the same seed gives the same run', async () => {
  const [one, another] = [await runSeed('random', 7), await runSeed('random', 7)]
  expect(another.trace).toEqual(one.trace)
  expect(another.choices).toEqual(one.choices)
})

test('the ledger blames what is handled twice, out of order, or by old code', () => {
  const ledger = new Ledger(
    () => '2.0.0',
    () => {},
  )
  const life = ledger.beBorn({ poke() {} })
  const current = { class: 'Creature', version: '2.0.0' }
  const [first, second] = [ledger.send('grow', life, 0, false), ledger.send('grow', life, 0, false)]
  ledger.begin(second.id, life, current)
  expect(ledger.violations).toEqual([])
  ledger.begin(first.id, life, current)
  ledger.begin(first.id, life, { ...current, version: '1.0.0' })
  expect([...new Set(ledger.violations.map(({ invariant }) => invariant))]).toEqual([
    'the order of a sender is kept',
    'each message is handled once',
    'no old code begins',
  ])
})
