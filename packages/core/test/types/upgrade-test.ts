// What the compiler knows of the workload of a test of an upgrade: the methods of either version, and their arguments.

import * as fc from 'fast-check'
import {
  actor,
  Actor,
  type ActorClass,
  attribute,
  oneway,
  type Oneway,
  type Random,
  type Ref,
  type Reference,
  request,
} from '../../src/index.js'
import { call, upgradeTest, type UpgradeTestOptions, type UpgradeTestReport } from '../../src/testing/index.js'
import { assert, type Equal } from './assert.js'

@actor({ version: '1.0.0' })
class Cat extends Actor {
  @attribute() weight = 0
  @request() eat(grams: number, where?: string): number {
    return (this.weight += grams + (where ?? '').length)
  }
  @oneway() run(): Oneway {
    this.weight -= 1
  }
  friend(other: Ref<Cat>): Ref<Cat> {
    return other
  }
}
@actor({ name: 'Cat', version: '2.0.0' })
class Cat2 extends Actor {
  @attribute() weight = 0
  @request() eat(grams: number, where?: string): number {
    return (this.weight += grams + (where ?? '').length)
  }
  @oneway() sleep(hours: number): Oneway {
    this.weight += hours
  }
}
@actor({ version: '1.0.0' })
class Dog extends Actor {
  constructor(readonly name: string) {
    super()
  }
  @request() bark(): string {
    return this.name
  }
}
const hidden = (): ActorClass => Cat

export function classes(): Promise<UpgradeTestReport> {
  return upgradeTest({
    from: Cat,
    to: Cat2,
    workload: [
      call('eat', fc.nat()),
      call('eat', fc.nat(), fc.constant('here')),
      { ...call('run'), weight: 3 },
      call('sleep', fc.integer()),
      (ref, random) => {
        assert<Equal<typeof ref, Ref<Cat>>>()
        assert<Equal<typeof random, Random>>()
        return ref.eat(1)
      },
    ],
    invariants: [
      {
        name: 'a ref is one of a cat',
        check: (_system, refs) => {
          assert<Equal<typeof refs, readonly Ref<Cat>[]>>()
          return refs.length > 0
        },
      },
    ],
  })
}

export function factories(): Promise<UpgradeTestReport> {
  return upgradeTest({
    from: () => [Cat, Dog],
    to: () => Cat2,
    spawn: (system, from) => {
      assert<Equal<(typeof from)[number], typeof Cat | typeof Dog>>()
      return [system.spawn(Cat), system.spawn(Dog, ['Rex'])]
    },
    workload: [call('bark'), call('sleep', fc.nat()), (ref) => assert<Equal<typeof ref, Ref<Cat> | Ref<Dog>>>()],
    strategies: ['random-walk'],
  })
}

export function mistakes(): Promise<UpgradeTestReport>[] {
  return [
    // @ts-expect-error -- no such method in either version
    upgradeTest({ from: Cat, to: Cat2, workload: [call('purr')] }),
    // @ts-expect-error -- a text is no number
    upgradeTest({ from: Cat, to: Cat2, workload: [call('eat', fc.string())] }),
    // @ts-expect-error -- an argument is missing
    upgradeTest({ from: Cat, to: Cat2, workload: [call('eat')] }),
    // @ts-expect-error -- an argument too many
    upgradeTest({ from: Cat, to: Cat2, workload: [call('run', fc.nat())] }),
    // @ts-expect-error -- an attribute is no method
    upgradeTest({ from: Cat, to: Cat2, workload: [call('weight')] }),
    // @ts-expect-error -- no actor class
    upgradeTest({ from: Date, to: Cat2, workload: [call('eat', fc.nat())] }),
    // @ts-expect-error -- no such strategy
    upgradeTest({ from: Cat, to: Cat2, workload: [call('run')], strategies: ['luck'] }),
  ]
}

/** Where a factory hides the class, calls are by name alone. */
export function untyped(): Promise<UpgradeTestReport>[] {
  const options: UpgradeTestOptions = {
    from: hidden,
    to: hidden,
    workload: [call('anything', fc.nat()), (ref) => assert<Equal<typeof ref, Reference & Ref<Actor>>>()],
  }
  return [upgradeTest(options), upgradeTest({ from: Cat, to: hidden, workload: [call('anything')] })]
}
