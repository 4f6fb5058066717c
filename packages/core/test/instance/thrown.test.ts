// What user code throws can be anything; the system goes on whatever it is.

import { expect, test } from 'vitest'
import { actor, Actor, isInstarError, oneway, type Oneway, request } from '../../src/index.js'
import { eventsOf, startStill } from '../still.js'

const unprintable: Record<string, () => unknown> = {
  'an object without a prototype': () => Object.create(null),
  'an object that cannot be printed': () => ({
    toString() {
      throw new Error('no')
    },
  }),
  'an error whose message cannot be read': () =>
    Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('no')
      },
    }),
  nothing: () => undefined,
  'a promise': () => new Promise(() => {}),
}

for (const [what, make] of Object.entries(unprintable)) {
  test(`an instance whose oneway throws ${what} ends alone, and who waited for it is told`, async () => {
    const { system } = await startStill()
    const thrown = make()
    @actor({ version: '1.0.0' })
    class Cat extends Actor {
      @oneway() choke(): Oneway {
        throw thrown
      }
      @request() meow() {
        return 'meow'
      }
    }
    const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
    tom.choke()
    const waiting = await tom.meow().catch((error: unknown) => error)
    expect(isInstarError(waiting, 'exited')).toBe(true)
    expect(await tom.exited.then((reason) => reason.type === 'crashed' && reason.error === thrown)).toBe(true)
    expect(await tim.meow()).toBe('meow')
  })

  test(`a constructor, a start and a destructor that throw ${what} are reported as any other`, async () => {
    const { system, events } = await startStill()
    const thrown = make()
    const throwing = (): never => {
      throw thrown
    }
    @actor({ version: '1.0.0' })
    class Cat extends Actor {
      constructor(private readonly when: string) {
        super()
        if (when === 'constructor') throwing()
      }
      start() {
        if (this.when === 'start') throwing()
      }
      destruct() {
        if (this.when === 'destruct') throwing()
      }
    }
    for (const when of ['constructor', 'start']) {
      const error = await system.spawn(Cat, [when]).catch((reason: unknown) => reason)
      expect(isInstarError(error, 'start-failed') && error.cause === thrown).toBe(true)
    }
    await (await system.spawn(Cat, ['destruct'])).stop()
    expect(eventsOf(events, 'destruct-failed').map(({ error }) => error === thrown)).toEqual([true])
    expect(system.countInstances(Cat)).toBe(0)
  })

  test(`a request that throws ${what} rejects with it`, async () => {
    const { system } = await startStill()
    const thrown = { it: make() }
    @actor({ version: '1.0.0' })
    class Cat extends Actor {
      @request() meow() {
        throw thrown.it
      }
    }
    const tom = await system.spawn(Cat)
    const caught = await tom.meow().then(
      () => ({ it: 'resolved' as unknown }),
      (error: unknown) => ({ it: error }),
    )
    expect(caught.it).toBe(thrown.it)
  })
}
