import { expect, test } from 'vitest'
import { Actor, actor, type ActorClass, attribute, migration, rename, request, type Ref } from '../../src/index.js'
import { FirstInFirstOut, Simulation } from '../../src/testing/index.js'

interface Witness extends Actor {
  look(): string
}

/** A class whose migration takes 5 ms, by number. */
function makeSlow(name: string, version: string, pass: (ms: number) => void) {
  @actor({
    name,
    version,
    migrations:
      version === '1.0.0'
        ? []
        : [
            migration('1.0.0', {
              ...rename('a', 'b'),
              up: ({ a }) => (pass(5), { b: a }),
              down: ({ b }) => ({ a: b }),
            }),
          ],
  })
  class Slow extends Actor {}
  attribute({ initial: 0 })(Slow.prototype as never, (version === '1.0.0' ? 'a' : 'b') as never)
  return Slow as unknown as ActorClass & (new () => Actor)
}

@actor({ version: '1.0.0' })
class Bystander extends Actor {
  @request() look(): string {
    return 'seen'
  }
}

test.each([
  ['atomic', 1],
  ['atomic', 8],
  ['lazy', 1],
  ['lazy', 8],
] as const)('others are served between slow migrations, %s, of %i classes', async (strategy, kinds) => {
  const simulation = await Simulation.start({ strategy: new FirstInFirstOut() })
  const { system, clock } = simulation
  const pass = (ms: number): void => clock.pass(ms)
  const names = Array.from({ length: kinds }, (_, i) => `Slow${i}`)
  const all = names.flatMap((name) => {
    const value = makeSlow(name, '1.0.0', pass)
    return Array.from({ length: 8 / kinds }, () => system.spawn(value))
  })
  const spawning = system.spawn(Bystander)
  await simulation.run()
  await Promise.all(all)
  const bystander: Ref<Witness> = await spawning
  const waits: number[] = []
  const askOn = (): void => {
    const asked = clock.now()
    void bystander.look().then(() => {
      waits.push(clock.now() - asked)
      if (clock.now() < 40) simulation.act('client', 'asks', askOn)
    })
  }
  simulation.act('client', 'asks', askOn)
  const upgrade = system.upgrade(
    names.map((name) => makeSlow(name, '2.0.0', pass)),
    { strategy },
  )
  await simulation.run()

  expect((await upgrade).outcome).toBe('committed')
  expect(clock.now()).toBe(40)
  expect(Math.max(...waits)).toBeLessThanOrEqual(5)
  await Promise.all([system.stop(), simulation.run()])
})

test('an instance that is written to before its turn to be staged is migrated once', async () => {
  const simulation = await Simulation.start({ strategy: new FirstInFirstOut() })
  const { system, clock } = simulation
  const self: { count: number }[] = []
  @actor({ name: 'Tap', version: '1.0.0' })
  class Tap extends Actor {
    @attribute({ initial: 0 }) count!: number
    constructor() {
      super()
      self.push(this)
    }
  }
  let migrations = 0
  const up = ({ count }: Record<string, any>) => {
    clock.pass(5)
    migrations += 1
    return { total: count * 10 }
  }
  const down = ({ total }: Record<string, any>) => ({ count: total / 10 })
  @actor({
    name: 'Tap',
    version: '2.0.0',
    migrations: [migration('1.0.0', { ...rename('count', 'total'), up, down })],
  })
  class Next extends Actor {
    @attribute({ initial: 0 }) total!: number
  }
  const born = Promise.all([system.spawn(Tap), system.spawn(Tap), system.spawn(Tap)])
  await simulation.run()
  const taps = await born
  const upgrade = system.upgrade(Next)
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase === 'stage' && done === 1) self.at(-1)!.count = 7
  })
  await simulation.run()

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 3 })
  expect(migrations).toBe(3)
  expect(taps.map((tap) => system.getState(tap))).toEqual([{ total: 0 }, { total: 0 }, { total: 70 }])
  await Promise.all([system.stop(), simulation.run()])
})
