// A shop whose sales are told to handlers: a ledger that counts, and others that come, go and fail.

import { Actor, actor, attribute, migration, oneway, type Oneway, type Ref, rename, request } from '@instar/core'
import { assertPurged, startTestSystem, type TestSystem } from '@instar/core/testing'
import { describe, expect, test } from 'vitest'
import { EventHandler, EventManager, handler, type HandlerEnd, type HandlerSpec } from '../src/index.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Sale = { what: string; price: number } | 'close' | 'fail'

function ledgerClass() {
  @actor({ name: 'Ledger', version: '1.0.0' })
  class Ledger extends EventHandler<Sale, 'total' | 'fail', number> {
    @attribute() total: number
    constructor(total = 0) {
      super()
      this.total = total
    }
    handleEvent(sale: Sale) {
      if (sale === 'fail') throw new Error('out of ink')
      if (sale === 'close') return 'leave'
      this.total += sale.price
      return undefined
    }
    override handleCall(question: 'total' | 'fail') {
      if (question === 'fail') throw new Error('no idea')
      return this.total
    }
    override handOver() {
      return this.total
    }
    override takeOver(total: unknown) {
      this.total += total as number
    }
  }
  return Ledger
}

/** A handler that notes what it gets in a list of the test. */
function scribeClass(notes: string[]) {
  @actor({ name: 'Scribe', version: '1.0.0' })
  class Scribe extends EventHandler<Sale> {
    @attribute() id: string
    constructor(id: string) {
      super()
      this.id = id
    }
    handleEvent(sale: Sale) {
      notes.push(`${this.id}: ${typeof sale === 'string' ? sale : sale.what}`)
    }
    override handOver() {
      return `book of ${this.id}`
    }
    override takeOver(book: unknown, from: string) {
      notes.push(`${this.id} takes the ${String(book)} from ${from}`)
    }
    destruct() {
      notes.push(`${this.id} is gone`)
    }
  }
  return Scribe
}

/** An instance that adds handlers and is told of their end. */
function keeperClass() {
  @actor({ name: 'Keeper', version: '1.0.0' })
  class Keeper extends Actor {
    @attribute() ends: readonly string[] = []
    @request() async add(
      shop: Ref<EventManager<Sale>>,
      id: string,
      spec: HandlerSpec<Sale>,
      options: { supervised?: boolean; tell?: string } = {},
    ) {
      await shop.addHandler(id, spec, options)
    }
    @oneway() handlerGone({ id, reason }: HandlerEnd): Oneway {
      this.ends = [...this.ends, `${id}: ${reason.type}`]
    }
    @request({ const: true }) getEnds() {
      return this.ends
    }
  }
  return Keeper
}

const tea: Sale = { what: 'tea', price: 3 }

async function shopIn({ system }: TestSystem) {
  return system.spawn(EventManager<Sale>)
}

async function ids(shop: Ref<EventManager<Sale>>) {
  return (await shop.handlers()).map(({ id }) => id)
}

describe('events', () => {
  test('are told to all handlers, in the order in which they were added', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const [shop, Scribe] = [await shopIn(test), scribeClass(notes)]
    for (const id of ['b', 'a', 'c']) await shop.addHandler(id, handler(Scribe, [id]))
    shop.notify(tea)
    await test.settle()
    expect(notes).toEqual(['b: tea', 'a: tea', 'c: tea'])
    expect(await shop.handlers()).toEqual(
      ['b', 'a', 'c'].map((id) => ({ id, class: 'Scribe', adder: null, isSupervised: false })),
    )
  })

  test('notifySync is answered when all have handled the event', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const [shop, Scribe] = [await shopIn(test), scribeClass(notes)]
    for (const id of ['a', 'b']) await shop.addHandler(id, handler(Scribe, [id]))
    await shop.notifySync(tea)
    expect(notes).toEqual(['a: tea', 'b: tea'])
  })

  test('a handler that is added between two events gets the second only', async () => {
    await using test = await startTestSystem()
    const shop = await shopIn(test)
    shop.notify(tea)
    void shop.addHandler('ledger', handler(ledgerClass()))
    shop.notify(tea)
    expect(await shop.call('ledger', 'total')).toBe(3)
  })

  test('a question goes to one handler, which answers', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    await shop.addHandler('one', handler(Ledger, [1]))
    await shop.addHandler('two', handler(Ledger, [2]))
    expect(await shop.call('two', 'total')).toBe(2)
    await expect(shop.call('three', 'total')).rejects.toMatchObject({
      code: 'no-such-handler',
      message: expect.stringContaining('it has one, two'),
    })
  })

  test('a subclass adds handlers of its own when it starts, and is told of their end', async () => {
    await using test = await startTestSystem()
    const Ledger = ledgerClass()
    @actor({ version: '1.0.0' })
    class Shop extends EventManager<Sale> {
      @attribute() gone: readonly string[] = []
      start() {
        this.addHandler('ledger', handler(Ledger))
      }
      override handlerEnded({ id, class: name, reason }: HandlerEnd) {
        this.gone = [...this.gone, `${id}, a ${name}: ${reason.type}`]
      }
      @request({ const: true }) getGone() {
        return this.gone
      }
    }
    const shop = await test.system.spawn(Shop)
    await shop.notifySync('close')
    expect(await ids(shop)).toEqual([])
    expect(await shop.getGone()).toEqual(['ledger, a Ledger: left'])
  })
})

describe('a handler', () => {
  test('that is removed hands over, is released, and gets nothing more', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const shop = await shopIn(test)
    await shop.addHandler('a', handler(scribeClass(notes), ['a']))
    expect(await shop.removeHandler('a')).toBe('book of a')
    await shop.notifySync(tea)
    expect(notes).toEqual(['a is gone'])
    await expect(shop.removeHandler('a')).rejects.toMatchObject({ code: 'no-such-handler' })
  })

  test('that throws at an event is removed alone: the others get it, and observers see the crash', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const [shop, Scribe] = [await shopIn(test), scribeClass(notes)]
    await shop.addHandler('a', handler(Scribe, ['a']))
    await shop.addHandler('ledger', handler(ledgerClass()))
    await shop.addHandler('b', handler(Scribe, ['b']))
    await shop.notifySync('fail')
    expect(await ids(shop)).toEqual(['a', 'b'])
    expect(notes).toEqual(['a: fail', 'b: fail'])
    expect(test.events.of('crashed')).toMatchObject([
      {
        class: 'Ledger',
        version: '1.0.0',
        method: 'handleEvent',
        arguments: ['fail'],
        error: { message: 'out of ink' },
      },
    ])
  })

  test('that throws at a question is removed, and who asked is told why', async () => {
    await using test = await startTestSystem()
    const shop = await shopIn(test)
    await shop.addHandler('ledger', handler(ledgerClass()))
    await expect(shop.call('ledger', 'fail')).rejects.toMatchObject({
      code: 'handler-failed',
      cause: { message: 'no idea' },
    })
    expect(await ids(shop)).toEqual([])
    await shop.addHandler('mute', handler(scribeClass([]), ['mute']))
    await expect(shop.call('mute', 'what')).rejects.toMatchObject({ cause: { code: 'unanswering-handler' } })
  })

  test('that returns a promise has failed', async () => {
    await using test = await startTestSystem()
    @actor({ version: '1.0.0' })
    class Slow extends EventHandler<Sale> {
      handleEvent(): undefined {
        return Promise.reject(new Error('too late')) as never
      }
    }
    const shop = await shopIn(test)
    await shop.addHandler('slow', handler(Slow))
    await shop.notifySync(tea)
    expect(await ids(shop)).toEqual([])
    expect(test.events.of('crashed')).toMatchObject([{ error: { code: 'promising-handler' } }])
  })

  test('that throws while it hands over is removed all the same', async () => {
    await using test = await startTestSystem()
    @actor({ version: '1.0.0' })
    class Miser extends EventHandler<Sale> {
      handleEvent() {}
      override handOver(): never {
        throw new Error('mine')
      }
    }
    const shop = await shopIn(test)
    await shop.addHandler('miser', handler(Miser))
    await expect(shop.removeHandler('miser')).rejects.toThrow('mine')
    expect(await ids(shop)).toEqual([])
  })

  test('is not added under an id that is taken, when its constructor throws, or when it is none', async () => {
    await using test = await startTestSystem()
    @actor({ version: '1.0.0' })
    class Broken extends EventHandler<Sale> {
      constructor() {
        super()
        throw new Error('still-born')
      }
      handleEvent() {}
    }
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    await shop.addHandler('ledger', handler(Ledger))
    await expect(shop.addHandler('ledger', handler(Ledger))).rejects.toMatchObject({ code: 'taken-handler' })
    await expect(shop.addHandler('broken', handler(Broken))).rejects.toThrow('still-born')
    const none = { class: keeperClass(), args: [] } as HandlerSpec<Sale>
    await expect(shop.addHandler('keeper', none)).rejects.toMatchObject({ code: 'not-a-handler' })
    await expect(shop.addHandler('by name', { class: 'Nobody', args: [] })).rejects.toMatchObject({
      code: 'unknown-class',
    })
    await shop.addHandler('by name', handler<typeof Ledger>('Ledger', [7]))
    expect(await ids(shop)).toEqual(['ledger', 'by name'])
  })
})

describe('a swap', () => {
  test('hands the state over and keeps the place; no event is missed or seen twice', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const [shop, Scribe] = [await shopIn(test), scribeClass(notes)]
    for (const id of ['a', 'b']) await shop.addHandler(id, handler(Scribe, [id]))
    shop.notify(tea)
    void shop.swapHandler('a', 'c', handler(Scribe, ['c']))
    shop.notify({ what: 'milk', price: 1 })
    await test.settle()
    expect(notes).toEqual(['a: tea', 'b: tea', 'c takes the book of a from a', 'a is gone', 'c: milk', 'b: milk'])
    expect(await ids(shop)).toEqual(['c', 'b'])
  })

  test('can keep the id', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    await shop.addHandler('ledger', handler(Ledger, [5]))
    await shop.swapHandler('ledger', 'ledger', handler(Ledger, [100]))
    expect(await shop.call('ledger', 'total')).toBe(105)
  })

  test('that fails leaves the old handler in its place, and nothing of the new one', async () => {
    await using test = await startTestSystem()
    const notes: string[] = []
    const [shop, Scribe, Ledger] = [await shopIn(test), scribeClass(notes), ledgerClass()]
    @actor({ version: '1.0.0' })
    class Proud extends Scribe {
      override takeOver(): never {
        throw new Error('not from you')
      }
    }
    await shop.addHandler('a', handler(Scribe, ['a']))
    await shop.addHandler('ledger', handler(Ledger))
    await expect(shop.swapHandler('a', 'b', handler(Proud, ['b']))).rejects.toMatchObject({
      code: 'refused-swap',
      cause: { message: 'not from you' },
    })
    await expect(shop.swapHandler('a', 'ledger', handler(Scribe, ['c']))).rejects.toMatchObject({
      code: 'taken-handler',
    })
    await expect(shop.swapHandler('z', 'y', handler(Scribe, ['y']))).rejects.toMatchObject({ code: 'no-such-handler' })
    await shop.notifySync(tea)
    expect(notes).toEqual(['b is gone', 'a: tea'])
    expect(await ids(shop)).toEqual(['a', 'ledger'])
  })
})

describe('adders', () => {
  test('are told of the end of a handler, for whatever reason, by the oneway that they have named', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    const keeper = await test.system.spawn(keeperClass())
    for (const id of ['removed', 'swapped', 'asked', 'closing']) {
      await keeper.add(shop, id, handler(Ledger), { tell: 'handlerGone' })
    }
    await shop.removeHandler('removed')
    await shop.swapHandler('swapped', 'new', handler(Ledger))
    await shop.call('asked', 'fail').catch(() => {})
    await shop.notifySync('close')
    await keeper.add(shop, 'failing', handler(Ledger), { tell: 'handlerGone' })
    await shop.notifySync('fail')
    await keeper.add(shop, 'last', handler(Ledger), { tell: 'handlerGone' })
    await shop.stop()
    expect(await keeper.getEnds()).toEqual([
      'removed: removed',
      'swapped: swapped',
      'asked: failed',
      'closing: left',
      'failing: failed',
      'last: manager-ended',
    ])
  })

  test('take supervised handlers along when they end, and no others', async () => {
    for (const end of ['stop', 'kill'] as const) {
      await using test = await startTestSystem()
      const notes: string[] = []
      const [shop, Scribe] = [await shopIn(test), scribeClass(notes)]
      const keeper = await test.system.spawn(keeperClass())
      await keeper.add(shop, 'a', handler(Scribe, ['a']), { supervised: true })
      await keeper.add(shop, 'b', handler(Scribe, ['b']))
      expect(await shop.handlers()).toMatchObject([{ adder: keeper.pid, isSupervised: true }, { isSupervised: false }])
      await keeper[end]()
      await test.settle()
      expect(await ids(shop)).toEqual(['b'])
      expect(notes).toEqual(['a is gone'])
    }
  })

  /** A shop that can be held up, and notes whose end it has been told. */
  function heldShopClass() {
    @actor({ name: 'HeldShop', version: '1.0.0' })
    class HeldShop extends EventManager<Sale> {
      @attribute() told: readonly string[] = []
      @request() async hold(until: Promise<void>) {
        await until
      }
      @oneway() override adderEnded(...args: Parameters<EventManager<Sale>['adderEnded']>): Oneway {
        this.told = [...this.told, args[0]]
        return super.adderEnded(...args)
      }
      @request({ const: true }) getTold() {
        return this.told
      }
    }
    return HeldShop
  }

  test('are no longer watched when their handler is gone', async () => {
    await using test = await startTestSystem()
    const shop = await test.system.spawn(heldShopClass())
    const keeper = await test.system.spawn(keeperClass())
    await keeper.add(shop, 'ledger', handler(ledgerClass()), { supervised: true })
    await shop.removeHandler('ledger')
    await shop.addHandler('ledger', handler(ledgerClass()))
    await keeper.stop()
    await test.settle()
    expect(await shop.getTold()).toEqual([])
    expect(await ids(shop)).toEqual(['ledger'])
  })

  test('whose end is told late do not take along a later handler of the same id', async () => {
    await using test = await startTestSystem()
    const shop = await test.system.spawn(heldShopClass())
    const [keeper, Ledger] = [await test.system.spawn(keeperClass()), ledgerClass()]
    await keeper.add(shop, 'ledger', handler(Ledger), { supervised: true })
    let release!: () => void
    void shop.hold(new Promise<void>((resolve) => (release = resolve)))
    const changed = [shop.removeHandler('ledger'), shop.addHandler('ledger', handler(Ledger))]
    await keeper.stop()
    await test.settle()
    release()
    await Promise.all(changed)
    await test.settle()
    expect(await shop.getTold()).toEqual(['ledger'])
    expect(await ids(shop)).toEqual(['ledger'])
  })

  test('that are no instances, or have no such oneway, are refused', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    const keeper = await test.system.spawn(keeperClass())
    await expect(shop.addHandler('a', handler(Ledger), { supervised: true })).rejects.toMatchObject({
      code: 'no-adder',
    })
    await expect(shop.addHandler('a', handler(Ledger), { tell: 'x' })).rejects.toMatchObject({ code: 'no-adder' })
    await expect(keeper.add(shop, 'a', handler(Ledger), { tell: 'x' })).rejects.toMatchObject({ code: 'untold-adder' })
    expect(await ids(shop)).toEqual([])
  })

  test('that have ended keep nobody from going on', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    const keeper = await test.system.spawn(keeperClass())
    await keeper.add(shop, 'ledger', handler(Ledger), { tell: 'handlerGone' })
    await keeper.stop()
    await shop.removeHandler('ledger')
    expect(await ids(shop)).toEqual([])
  })
})

test('handlers end with their manager, also when that crashes', async () => {
  await using test = await startTestSystem()
  const notes: string[] = []
  @actor({ version: '1.0.0' })
  class Shop extends EventManager<Sale> {
    @oneway() burn(): Oneway {
      throw new Error('fire')
    }
  }
  const [shop, Scribe] = [await test.system.spawn(Shop), scribeClass(notes)]
  for (const id of ['a', 'b']) await shop.addHandler(id, handler(Scribe, [id]))
  shop.burn()
  await shop.exited
  expect(notes).toEqual(['a is gone', 'b is gone'])
})

describe('upgrades', () => {
  /** Cents instead of the total. */
  function nextLedgerClass() {
    @actor({ name: 'Ledger', version: '2.0.0', migrations: [migration('1.0.0', rename('total', 'sum'))] })
    class Ledger extends EventHandler<Sale, string, string> {
      @attribute() sum!: number
      handleEvent(sale: Sale) {
        if (typeof sale !== 'string') this.sum += sale.price * 10
      }
      override handleCall() {
        return `sum ${this.sum}`
      }
    }
    return Ledger
  }

  test('a handler is upgraded in its place, up and down, while events wait', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    await shop.addHandler('ledger', handler(Ledger))
    await shop.notifySync(tea)
    const up = test.system.upgrade(nextLedgerClass(), { purge: 'soft' })
    expect(await up).toMatchObject({ outcome: 'committed' })
    assertPurged(test.system, 'Ledger')
    shop.notify(tea)
    expect(await shop.call('ledger', 'total')).toBe('sum 33')

    const down = test.system.upgrade(Ledger)
    for (let i = 0; i < 5; i++) shop.notify(tea)
    expect(await down).toMatchObject({ outcome: 'committed' })
    const total = (await shop.call('ledger', 'total')) as number
    expect([...Array(6).keys()].map((old) => 33 + old * 30 + (5 - old) * 3)).toContain(total)
  })

  test('an upgrade of EventHandler reaches the handlers', async () => {
    await using test = await startTestSystem()
    const shop = await shopIn(test)
    await shop.addHandler('a', handler(scribeClass([]), ['a']))
    const next = await evaluateAgain<{ EventHandler: typeof EventHandler }>('event-manager/handler.ts', {
      "@actor({ version: '1.0.0'": "@actor({ version: '1.1.0'",
      "throw fail('unanswering-handler', { handler: this.self(Actor) })": "return 'no comment' as A",
    })
    expect(await test.system.upgrade(next.EventHandler)).toMatchObject({ outcome: 'committed' })
    expect(await shop.call('a', 'what')).toBe('no comment')
    expect(await test.system.upgrade(EventHandler)).toMatchObject({ outcome: 'committed' })
    await expect(shop.call('a', 'what')).rejects.toMatchObject({ code: 'handler-failed' })
  })

  test('an upgrade of EventManager itself keeps its handlers and adders, while events wait, and so does the way back', async () => {
    await using test = await startTestSystem()
    const [shop, Ledger] = [await shopIn(test), ledgerClass()]
    const keeper = await test.system.spawn(keeperClass())
    await keeper.add(shop, 'ledger', handler(Ledger), { supervised: true, tell: 'handlerGone' })
    const next = await evaluateAgain<{ EventManager: typeof EventManager }>('event-manager/event-manager.ts', {
      "@actor({ version: '1.0.0'": "@actor({ version: '2.0.0', migrations: [migration('1.0.0', add('told', () => 0))]",
      'import { actor, Actor,': 'import { actor, add, migration, Actor,',
      '  @attribute({ initial: 0,': '  @attribute() told!: number\n  @attribute({ initial: 0,',
      '@oneway() notify(event: E): Oneway {': '@oneway() notify(event: E): Oneway {\n    this.told += 1',
    })
    const up = test.system.upgrade(next.EventManager)
    for (let i = 0; i < 5; i++) shop.notify(tea)
    expect(await up).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(await shop.call('ledger', 'total')).toBe(15)
    expect(test.system.getState(shop)).toHaveProperty('told')

    const down = test.system.upgrade(EventManager)
    for (let i = 0; i < 5; i++) shop.notify(tea)
    expect(await down).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(await shop.call('ledger', 'total')).toBe(30)
    await keeper.stop()
    await test.settle()
    expect(await ids(shop)).toEqual([])
  })

  test('an upgrade of a subclass of the manager keeps its handlers', async () => {
    await using test = await startTestSystem()
    const shopClass = (version: string, greeting: string) => {
      @actor({ name: 'Shop', version })
      class Shop extends EventManager<Sale> {
        @request() greet() {
          return greeting
        }
      }
      return Shop
    }
    const Shop = shopClass('1.0.0', 'hello')
    const shop = await test.system.spawn(Shop)
    await shop.addHandler('ledger', handler(ledgerClass()))
    for (const [next, greeting] of [
      [shopClass('2.0.0', 'hi'), 'hi'],
      [Shop, 'hello'],
    ] as const) {
      const upgrade = test.system.upgrade(next)
      shop.notify(tea)
      expect(await upgrade).toMatchObject({ outcome: 'committed' })
      expect(await shop.greet()).toBe(greeting)
    }
    expect(await shop.call('ledger', 'total')).toBe(6)
  })
})

test('the compiler knows events and the arguments of handlers', () => {
  const Ledger = ledgerClass()
  const spec: HandlerSpec<Sale> = handler(Ledger, [5])
  // @ts-expect-error the constructor takes a number
  handler(Ledger, ['5'])
  // @ts-expect-error a keeper handles no events
  const unfit = () => handler(keeperClass())
  void function (shop: Ref<EventManager<Sale>>, other: Ref<EventManager<Date>>) {
    shop.notify(tea)
    // @ts-expect-error there is no such event
    shop.notify('open')
    // @ts-expect-error the handler takes other events
    return other.addHandler('ledger', spec)
  }
  expect(unfit).toBeDefined()
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('event-manager')).toEqual(printedBy('event-manager'))
})
