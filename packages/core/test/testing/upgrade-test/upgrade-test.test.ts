import { expect, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  actor,
  attribute,
  convert,
  type Migration,
  migration,
  oneway,
  type Oneway,
  rename,
  request,
} from '../../../src/index.js'
import { call, upgradeTest, type UpgradeTestOptions } from '../../../src/testing/index.js'
import * as fc from 'fast-check'
import { failureOf, replayIn } from './failure.js'

function makeCat(): ActorClass {
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() weight = 0
    @attribute() eaten: readonly string[] = []
    @request() eat(grams: number): number {
      this.weight += grams
      return this.weight
    }
    @request() async digest(): Promise<void> {
      await Promise.resolve()
      this.eaten = [...this.eaten, 'mouse']
    }
    @oneway() run(): Oneway {
      this.weight -= 1
    }
  }
  return Cat
}

function makeNext(step: Migration, isLosing = false): ActorClass {
  @actor({ version: '2.0.0', migrations: [step] })
  class Cat extends Actor {
    @attribute() mass = 0
    @attribute() eaten: readonly string[] = []
    @request() eat(grams: number): number {
      this.mass += isLosing ? 0 : grams
      return this.mass
    }
    @request() async digest(): Promise<void> {
      await Promise.resolve()
      this.eaten = [...this.eaten, 'mouse']
    }
    @oneway() run(): Oneway {
      this.mass -= 1
    }
  }
  return Cat
}

const sound = migration('1.0.0', rename('weight', 'mass'))
const states = { Cat: fc.record({ weight: fc.integer(), eaten: fc.array(fc.string()) }) }

function options(step: Migration, more: Partial<UpgradeTestOptions> = {}): UpgradeTestOptions {
  const workload = [call('eat', fc.nat(100)), call('digest'), call('run')]
  return { from: makeCat, to: () => makeNext(step), workload, states, runs: 20, ...more }
}

test('a sound upgrade passes, and the report counts what was done', async () => {
  const report = await upgradeTest(options(sound))
  expect(report).toMatchObject({ runs: 20, crashes: 0, remarks: [] })
  expect(report.laws).toEqual([
    { class: 'Cat', from: '1.0.0', to: '2.0.0', states: 100, source: 'given', isReversible: true },
  ])
  expect(report.upgrades.committed + report.upgrades.refused).toBe(20)
  expect(report.upgrades.committed).toBeGreaterThan(0)
  expect(report.calls.answered).toBeGreaterThan(0)
  expect(report.steps).toBeGreaterThan(20)
})

test('the same seed gives the same runs', async () => {
  expect(await upgradeTest(options(sound, { seed: 7 }))).toEqual(await upgradeTest(options(sound, { seed: 7 })))
})

test('without arbitraries the laws are checked on states seen in living instances, and the report says so', async () => {
  const { remarks, laws } = await upgradeTest({ ...options(sound), states: {} })
  expect(laws).toMatchObject([{ class: 'Cat', states: 100, source: 'seen' }])
  expect(remarks).toEqual([expect.stringMatching(/^Cat: the laws were checked on \d+ states seen in living instances/)])
})

test('a migration whose way down is not where it came from is found, with the smallest state', async () => {
  const lossy = migration(
    '1.0.0',
    rename('weight', 'mass'),
    convert(
      'mass',
      (g) => Math.floor(g / 10),
      (d) => d * 10,
    ),
  )
  const message = await failureOf(
    options(lossy, { states: { Cat: fc.record({ weight: fc.nat(9), eaten: fc.array(fc.string()) }) } }),
  )
  expect(message).toContain('This does not hold: Cat from 1.0.0 to 2.0.0 and down again gives back what was.')
  expect(message).toMatch(/\{ weight: 1, eaten: \[\] \}/)
  expect(message).toContain('The smallest state that was found, of those that were given:')
  expect(message).toMatch(/upgradeTest\(\{ \.\.\., replay: 'law:Cat:1:[\d:]+' \}\)/)
})

test('a migration that changes what its input holds is found', async () => {
  const sharing = migration('1.0.0', rename('weight', 'mass'), {
    up: ({ eaten }) => void eaten.push('upgrade'),
    down: ({ eaten }) => ({ eaten: eaten.slice(0, -1) }),
  })
  expect(await failureOf(options(sharing))).toContain('is sound (changes-input)')
})

test('a migration that gives another result each time is found', async () => {
  const chancy = migration('1.0.0', {
    up: ({ weight }) => ({ mass: weight + Math.random() }),
    down: ({ mass }) => ({ weight: Math.floor(mass) }),
  })
  expect(await failureOf(options(chancy))).toContain('is sound (not-reproducible)')
})

test('a migration that throws for a state that the living come to is found by the runs, with the upgrade and the trace', async () => {
  const proud = migration('1.0.0', {
    up: ({ weight }) => {
      if (weight < 0) throw new Error('a cat without weight')
      return { mass: weight }
    },
    down: ({ mass }) => ({ weight: mass }),
  })
  const given = { states: { Cat: fc.constant({ weight: 1, eaten: [] }) }, workload: [call('run')], runs: 100 }
  const message = await failureOf(options(proud, given))
  expect(message).toContain('This does not hold: the upgrade is committed.')
  expect(message).toContain('a cat without weight')
  expect(message).toMatch(/calls run\(\) of instance \d\n {2}the upgrade is asked for/)
  expect(message).toContain('The last steps')
})

test('an invariant of the user that a new version breaks is found, and its replay shows it again', async () => {
  let fed = 0
  const broken: UpgradeTestOptions = {
    ...options(sound, { workload: [call('eat', fc.constant(1))], runs: 50 }),
    to: () => makeNext(sound, true),
    spawn: (system, [Cat]) => {
      fed = 0
      return [system.spawn(Cat as new () => Actor)]
    },
    invariants: [
      {
        name: 'no cat grows thinner by eating',
        check: (system, [ref]) => {
          const { handled } = system.inspect(ref!)!.statistics
          const { weight, mass } = system.getState(ref!) as { weight?: number; mass?: number }
          fed = Math.max(fed, handled)
          return (mass ?? weight)! >= handled
        },
      },
    ],
  }
  const message = await failureOf(broken)
  expect(message).toContain('This does not hold: no cat grows thinner by eating.')
  expect(await failureOf({ ...broken, replay: replayIn(message) })).toBe(message)
})

test('the runs go in the orders that are asked for; without a word in all of them', async () => {
  const seen = new Set<string>()
  const watching = (more: Partial<UpgradeTestOptions>): UpgradeTestOptions =>
    options(sound, {
      runs: 20,
      invariants: [{ name: 'nothing holds', check: (_system, [ref]) => ref!.className !== 'Cat' }],
      ...more,
    })
  for (let seed = 1; seed <= 20; seed++) {
    const message = await failureOf(watching({ seed }))
    seen.add(/in the order ([a-z-]+)/.exec(message)![1]!)
  }
  expect(seen).toEqual(new Set(['first-in-first-out']))
  const message = await failureOf(watching({ strategies: ['fair-priorities'] }))
  expect(message).toContain('in the order fair-priorities, without any upgrade')
})

test('what fails without any upgrade is found before it, made smaller, and shown again', async () => {
  const shy: UpgradeTestOptions = options(sound, {
    invariants: [
      {
        name: 'nobody runs twice',
        check: (system, refs) => refs.every((ref) => (system.getState(ref) as { weight: number }).weight > -2),
      },
    ],
  })
  const message = await failureOf(shy)
  expect(message).toContain('This does not hold: nobody runs twice.')
  expect(message).toMatch(/without any upgrade\n( {2}client \d calls run\(\) of instance \d\n){2}The last steps/)
  expect(replayIn(message)).toMatch(/^before:1:/)
  expect(await failureOf({ ...shy, replay: replayIn(message) })).toBe(message)
})

test('a replay does one thing again; what has been mended passes it', async () => {
  const lossy = migration('1.0.0', rename('weight', 'mass'), {
    up: ({ mass }) => ({ mass: Math.abs(mass) }),
    down: () => undefined,
  })
  const message = await failureOf(options(lossy))
  const replay = replayIn(message)
  expect(replay).toMatch(/^law:Cat:1:/)
  expect(await failureOf(options(lossy, { replay }))).toBe(message)
  expect(await upgradeTest(options(sound, { replay }))).toMatchObject({ runs: 0, laws: [{ class: 'Cat', states: 1 }] })
  expect(await upgradeTest(options(sound, { replay: 'run:5:0' }))).toMatchObject({ runs: 1, laws: [] })
})

test('a call goes to an instance that has the method by then', async () => {
  @actor({ version: '1.0.0' })
  class Dog extends Actor {
    @request() bark(): string {
      return 'woof'
    }
  }
  const report = await upgradeTest(
    options(sound, { from: () => [makeCat(), Dog], workload: [call('bark'), call('eat', fc.constant(1))] }),
  )
  expect(report.calls.failed).toBe(0)
  expect(report.calls.answered).toBeGreaterThan(20)
})

test('an upgrade that goes down is run, and the report says where its laws would be checked', async () => {
  const { remarks, laws, upgrades } = await upgradeTest({
    ...options(sound),
    from: () => makeNext(sound),
    to: makeCat,
    states: {},
  })
  expect(upgrades.committed).toBeGreaterThan(0)
  expect(laws).toEqual([])
  expect(remarks).toEqual(['Cat goes down: its laws are checked where it goes up, from `to` to `from`'])
})

test('a lazy upgrade that leaves an instance in quarantine is found', async () => {
  const proud = migration('1.0.0', {
    up: ({ weight }) => {
      if (weight < 0) throw new Error('a cat without weight')
      return { mass: weight }
    },
    down: ({ mass }) => ({ weight: mass }),
  })
  const given = { states: { Cat: fc.constant({ weight: 1, eaten: [] }) }, workload: [call('run')], runs: 100 }
  const message = await failureOf(options(proud, { ...given, options: { strategy: 'lazy' } }))
  expect(message).toContain('This does not hold: each instance gets through a lazy upgrade.')
  expect(message).toContain('a cat without weight')
})

test('crashes are counted', async () => {
  @actor({ version: '1.0.0' })
  class Bomb extends Actor {
    @oneway() light(): Oneway {
      throw new Error('bang')
    }
  }
  @actor({ name: 'Bomb', version: '2.0.0' })
  class Bomb2 extends Actor {
    @oneway() light(): Oneway {
      throw new Error('bang!')
    }
  }
  const { crashes } = await upgradeTest({ from: Bomb, to: Bomb2, workload: [call('light')], runs: 5 })
  expect(crashes).toBeGreaterThan(0)
  expect(crashes).toBeLessThanOrEqual(10)
})
