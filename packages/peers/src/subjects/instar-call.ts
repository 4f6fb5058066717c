// instar: a call of a method within an instance, through the live class: three levels with `super`, on 64 instances in
// turn, so that V8 cannot take the reads out of the loop.

import { ActorSystem } from '@instar/core'
import { evaluate } from '../forms/forms.js'
import { spread } from '../statistics.js'
import type { Prepare } from '../work.js'

const litterSize = 64
const upgrades = 10
const rounds = 15

interface Litter {
  readonly system: ActorSystem
  /** Nanoseconds a call. */
  call(): Promise<number>
}

async function bear(count: number): Promise<Litter> {
  const system = await ActorSystem.start()
  const { Kitten } = await evaluate(1)
  const refs = await Promise.all(Array.from({ length: litterSize }, (_, age) => system.spawn(Kitten, ['Tom', age])))
  const kittens = await Promise.all(refs.map((ref) => ref.itself()))
  return {
    system,
    async call() {
      const start = performance.now()
      await refs[0]!.weighOften(kittens, count)
      return ((performance.now() - start) / count) * 1e6
    },
  }
}

export const methodCall: Prepare = async (count) => {
  const litter = await bear(count)
  return { run: () => litter.call(), end: () => litter.system.stop() }
}

/** Two equal litters, warmed up alike; one of them is upgraded ten times. How many times slower it is than the other. */
export const methodCallAfterUpgrades: Prepare = async (count) => {
  const [upgraded, untouched] = [await bear(count), await bear(count)]
  await inTurns(upgraded, untouched)
  for (let version = 2; version <= upgrades + 1; version++) {
    const { Creature, Cat, Kitten } = await evaluate(version)
    const report = await upgraded.system.upgrade([Creature, Cat, Kitten], { purge: 'soft' })
    if (report.outcome !== 'committed') throw new Error(String(report))
    for (let i = 0; i < 5; i++) await upgraded.call()
  }
  return {
    isOnce: true,
    async run() {
      const [after, beside] = await inTurns(upgraded, untouched)
      const details = [
        { name: 'upgraded', unit: 'ns', value: after },
        { name: 'untouched', unit: 'ns', value: beside },
      ]
      return { value: after / beside, details }
    },
    end: () => Promise.all([upgraded.system.stop(), untouched.system.stop()]),
  }
}

async function inTurns(one: Litter, other: Litter): Promise<[number, number]> {
  const figures: [number[], number[]] = [[], []]
  for (let i = 0; i < rounds; i++) {
    figures[0].push(await one.call())
    figures[1].push(await other.call())
  }
  return [spread(figures[0]).median, spread(figures[1]).median]
}
