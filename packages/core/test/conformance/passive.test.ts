import { expect, test } from 'vitest'
import {
  Actor,
  ActorSystem,
  actor,
  attribute,
  migration,
  oneway,
  type Oneway,
  rename,
  request,
} from '../../src/index.js'

function makeTally() {
  @actor({ name: 'Tally', version: '1.0.0' })
  class Tally extends Actor {
    @attribute() count: number
    constructor(count = 0) {
      super()
      this.count = count
    }
    @oneway() add(n: number): Oneway {
      this.count += n
    }
    @request({ const: true }) total() {
      return this.count
    }
  }
  return Tally
}

function makeTally2() {
  @actor({ name: 'Tally', version: '2.0.0', migrations: [migration('1.0.0', rename('count', 'sum'))] })
  class Tally2 extends Actor {
    @attribute() sum = 0
    @oneway() add(n: number): Oneway {
      this.sum += 2 * n
    }
    @request({ const: true }) total() {
      return this.sum
    }
  }
  return Tally2
}

test('W13: a passive instance is called directly, in order, without a mailbox; it is no member of the PID set', async () => {
  await using system = await ActorSystem.start()
  const tally = system.passive(makeTally(), [4])
  tally.add(1)
  tally.add(2)
  expect(tally.total()).toBe(7)
  expect(system.countInstances('Tally')).toBe(0)
  const active = await system.spawn(makeTally())
  active.add(3)
  expect(await active.total()).toBe(3)
})

test('W13: passive instances follow an upgrade up and down, as active ones do', async () => {
  await using system = await ActorSystem.start()
  const [First, Second] = [makeTally(), makeTally2()]
  const active = await system.spawn(First, [1])
  const tally = system.passive(First, [4])
  expect(await system.upgrade(Second)).toMatchObject({ outcome: 'committed', migrated: 2 })
  tally.add(3)
  active.add(3)
  expect([tally.total(), await active.total()]).toEqual([10, 7])
  expect(await system.upgrade(First)).toMatchObject({ outcome: 'committed', migrated: 2 })
  tally.add(3)
  expect([tally.total(), await active.total()]).toEqual([13, 7])
})
