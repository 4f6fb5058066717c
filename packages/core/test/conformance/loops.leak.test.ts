// A15: what main loops leave behind when they are ended where they wait. Whatever they waited for may stay for hours more,
// in the hands of others; the code of the loop may not.

import { beforeAll, expect, test } from 'vitest'
import { actor, Actor, type ActorClass, ActorSystem, attribute, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

beforeAll(() => {
  expect(typeof globalThis.gc, 'run by the project `leak`').toBe('function')
})

async function collect(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await settle()
    globalThis.gc!()
  }
}

/** What all loops of a test wait for, and what nobody lets go of. */
const held = { wait: new Promise<void>(() => {}), opened: [] as (() => void)[] }

/** Classes whose loops hold their own class, as a loop does that says `this.self(Cat)`. */
const makers = {
  'a plain loop': (n: number): ActorClass => {
    @actor({ name: 'Cat', version: `${n}.0.0` })
    class Cat extends Actor {
      @attribute({ initial: n }) version!: number
      @request() getVersion() {
        return [n, this.version]
      }
      *main(): Generator<unknown, void, unknown> {
        while (Cat.length === 0) yield held.wait
      }
    }
    return Cat
  },
  'an async loop': (n: number): ActorClass => {
    @actor({ name: 'Cat', version: `${n}.0.0` })
    class Cat extends Actor {
      @attribute({ initial: n }) version!: number
      @request() getVersion() {
        return [n, this.version]
      }
      async *main(): AsyncGenerator<unknown, void, unknown> {
        while (Cat.length === 0) yield () => held.wait
      }
    }
    return Cat
  },
  'a loop with a finally': (n: number): ActorClass => {
    @actor({ name: 'Cat', version: `${n}.0.0` })
    class Cat extends Actor {
      @attribute({ initial: n }) version!: number
      @request() getVersion() {
        return [n, this.version]
      }
      *main(): Generator<unknown, void, unknown> {
        try {
          while (Cat.length === 0) yield () => held.wait
        } finally {
          yield Promise.resolve(Cat.name)
        }
      }
    }
    return Cat
  },
  'a loop in a loop': (n: number): ActorClass => {
    @actor({ name: 'Cat', version: `${n}.0.0` })
    class Cat extends Actor {
      @attribute({ initial: n }) version!: number
      @request() getVersion() {
        return [n, this.version]
      }
      *main(): Generator<unknown, void, unknown> {
        while (Cat.length === 0) yield* this.inner()
      }
      *inner(): Generator<unknown, void, unknown> {
        if (Cat.length === 0) yield held.wait
      }
    }
    return Cat
  },
}

test.each(Object.entries(makers))(
  'A15: %s that waits for what never comes lets go of its class at each upgrade',
  async (_, make) => {
    await using system = await ActorSystem.start()
    const watched: WeakRef<ActorClass>[] = []
    const watch = <C extends ActorClass>(value: C): C => {
      watched.push(new WeakRef(value))
      return value
    }
    const Spawnable = watch(make(1)) as new () => Actor
    system.register(Spawnable)
    const cats = await Promise.all(Array.from({ length: 20 }, () => system.spawn('Cat')))
    await settle()
    for (let n = 2; n <= 12; n++) {
      const report = await system.upgrade(watch(make(n)), { purge: 'soft' })
      expect(report.purges).toMatchObject([{ outcome: 'purged' }])
      await settle()
    }
    await collect()
    const alive = watched.flatMap((ref, i) => (ref.deref() === undefined ? [] : [i + 1]))
    // The first one is held by this test itself.
    expect(alive).toEqual([1, 12])
    expect(Spawnable.name).toBe('Cat')
    expect(cats).toHaveLength(20)
    expect(held.wait).toBeInstanceOf(Promise)
  },
)
