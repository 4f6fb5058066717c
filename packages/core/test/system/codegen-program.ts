// A program that uses what is generated: states, accessors, refs, timers, migrations. It prints what came of it; the test
// runs it with and without code generation from strings and compares.

import {
  actor,
  Actor,
  ActorSystem,
  attribute,
  CLOCK,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
} from '../../src/index.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

@actor({ name: 'Creature', version: '1.0.0' })
class Creature extends Actor {
  @attribute({ initial: () => ['ball'] }) toys!: string[]
  @attribute() age: number
  constructor(age: number) {
    super()
    this.age = age
  }
  @request({ const: true }) cheat() {
    this.age = 1
  }
  @oneway() grow(years: number): Oneway {
    this.age += years
  }
  @request() all(...args: unknown[]): unknown[] {
    return [this.age, this.toys, args]
  }
  @request() growLater(ms: number) {
    this.after(ms, Creature).grow(10)
  }
}

@actor({ name: 'Creature', version: '2.0.0', migrations: [migration('1.0.0', rename('age', 'years'))] })
class Next extends Actor {
  @attribute({ initial: () => ['ball'] }) toys!: string[]
  @attribute() years = 0
  @attribute({ initial: 9 }) lives = 9
  @oneway() grow(years: number): Oneway {
    this.years += years
  }
  @request() all(...args: unknown[]): unknown[] {
    return [this.years, this.toys, this.lives, args]
  }
}

/** What the program comes to, as plain data. */
export async function runProgram(): Promise<unknown[]> {
  const clock = new VirtualClock()
  const system = await ActorSystem.start({ configure: (container) => container.rebind(CLOCK).toConstantValue(clock) })
  const tom = (await system.spawn(Creature, [4])) as Ref<Creature>
  const results: unknown[] = [await tom.all(), await tom.all(1), await tom.all(1, 2), await tom.all(1, 2, 3)]
  tom.grow(1)
  results.push(await tom.cheat().catch((error: { code: string }) => error.code))
  await tom.growLater(50)
  await clock.advance(50)
  results.push(await tom.with({ timeout: 500 }).all())
  const report = await system.upgrade(Next)
  tom.grow(2)
  results.push(report.outcome, report.migrated, await tom.all())
  results.push((await system.upgrade(Creature)).outcome, await tom.all())
  await system.stop()
  return results
}
