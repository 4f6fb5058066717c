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
