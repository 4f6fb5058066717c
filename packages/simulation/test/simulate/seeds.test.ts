import { expect, test } from 'vitest'
import { Ledger } from '../../src/simulate/ledger.js'
import { runSeed, strategyNames } from '../../src/simulate/seeds.js'
import { faults, phases } from '../../src/simulate/workload.js'

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

test('each misfortune strikes, and upgrades are struck in each phase', async () => {
  const struck = { kinds: new Set<string>(), phases: new Set<string>() }
  for (let seed = 1; seed <= 120; seed++) {
    const { trace } = await runSeed('fifo', seed)
    for (const line of trace) {
      const [, kind, phase] = /^ {6}(\w+) at (\w+)$/.exec(line) ?? []
      if (kind !== undefined) struck.kinds.add(kind)
      if (phase !== undefined) struck.phases.add(phase)
    }
  }
  expect(struck.kinds).toEqual(new Set(faults.filter((kind) => kind !== 'none')))
  expect(struck.phases).toEqual(new Set(phases))
})

test('the ledger blames what is handled twice, out of order, or by old code', () => {
  const ledger = new Ledger(
    () => '2.0.0',
    () => {},
  )
  const current = { class: 'Creature', version: '2.0.0' }
  const life = ledger.beBorn({ poke() {} }, current)
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
