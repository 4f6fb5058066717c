// Reviews: what new code has to say of an upgrade, before anything happens.

import { describe, expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  attribute,
  CLOCK,
  type Clock,
  migration,
  request,
  service,
  staticMethod,
  type UpgradeReview,
} from '../../src/index.js'
import { VirtualClock } from '../../src/testing/index.js'
import { startStill } from '../still.js'

type Review = (this: Shelf, review: UpgradeReview) => void
interface Shelf extends Actor {
  books: string[]
  readonly clock: Clock
  widths(): number[]
}

/** A shelf of books; from version 2 on books are in capitals, and the class reviews its upgrade. */
function makeShelf(version: string, review?: Review, convert = (books: string[]) => books.map((b) => b.toUpperCase())) {
  const migrations =
    version === '1.0.0'
      ? []
      : [migration('1.0.0', { up: ({ books }) => ({ books: convert(books as string[]) }), down: () => {} })]
  @actor({ name: 'Shelf', version, migrations })
  class ShelfClass extends Actor {
    @attribute() books: string[]
    @service(CLOCK) clock!: Clock
    constructor(...books: string[]) {
      super()
      this.books = books
    }
    @request({ const: true }) all(): string[] {
      return this.books
    }
    widths(): number[] {
      return this.books.map((book) => book.length * Number(version[0]))
    }
    @staticMethod() static version() {
      return version
    }
  }
  if (review !== undefined) {
    const value = function (this: Shelf, given: UpgradeReview) {
      review.call(this, given)
    }
    Object.defineProperty(ShelfClass.prototype, 'reviewUpgrade', { value, configurable: true, writable: true })
  }
  return ShelfClass
}

test('a class is asked by its new code, over a copy of the migrated state, once for each living instance', async () => {
  const { system } = await startStill()
  const Old = makeShelf('1.0.0')
  const shelves = [await system.spawn(Old, ['a', 'bc']), await system.spawn(Old, ['d'])]
  const next = makeShelf('2.0.0', function (review) {
    review.remark(`${this.books.join()} at ${this.clock.now()}`, this.widths())
    this.books.push('mine alone')
  })
  const report = await system.upgrade(next)
  expect(report.outcome).toBe('committed')
  expect(report.plan.remarks).toEqual([
    { class: 'Shelf', pid: shelves[0]!.pid, text: 'A,BC at 0', data: [2, 4] },
    { class: 'Shelf', pid: shelves[1]!.pid, text: 'D at 0', data: [2] },
  ])
  expect(String(report)).toContain(`  Shelf ${shelves[0]!.pid}: A,BC at 0`)
  expect(await shelves[0]!.all()).toEqual(['A', 'BC'])
})

describe('a refusal', () => {
  const refusing = () =>
    makeShelf('2.0.0', (review) => {
      review.refuse('it would bend')
      review.refuse('and break')
    })

  test('refuses the upgrade with all reasons, and nothing has changed', async () => {
    const { system } = await startStill()
    const shelf = await system.spawn(makeShelf('1.0.0'), ['a'])
    const report = await system.upgrade(refusing())
    expect(report).toMatchObject({
      outcome: 'refused',
      defects: [`Shelf 2.0.0 (${shelf.pid}): it would bend`, `Shelf 2.0.0 (${shelf.pid}): and break`],
      phases: { plan: 0, check: 0 },
    })
    expect(Object.keys(report.phases)).toEqual(['plan', 'check'])
    expect(await shelf.all()).toEqual(['a'])
    expect(system.describe('Shelf').version).toBe('1.0.0')
  })

  test('is told by the plan and by the rehearsal, too', async () => {
    const { system } = await startStill()
    await system.spawn(makeShelf('1.0.0'), ['a'])
    expect(system.plan(refusing()).defects).toHaveLength(2)
    const rehearsal = await system.rehearse(refusing())
    expect(rehearsal).toMatchObject({ outcome: 'refused' })
    expect(rehearsal.defects).toHaveLength(2)
  })

  test('is what a throwing review is', async () => {
    const { system } = await startStill()
    const shelf = await system.spawn(makeShelf('1.0.0'))
    const throwing = makeShelf('2.0.0', () => {
      throw new Error('too heavy')
    })
    expect((await system.upgrade(throwing)).defects).toEqual([
      `Shelf 2.0.0 (${shelf.pid}): its reviewUpgrade threw: too heavy`,
    ])
  })
})

test('remarks stand in the plan and in the rehearsal', async () => {
  const { system } = await startStill()
  const shelf = await system.spawn(makeShelf('1.0.0'))
  const next = makeShelf('2.0.0', (review) => review.remark('it will be wider'))
  const remark = { class: 'Shelf', pid: shelf.pid, text: 'it will be wider', data: null }
  expect(system.plan(next).remarks).toEqual([remark])
  const rehearsal = await system.rehearse(next)
  expect(rehearsal.plan.remarks).toEqual([remark])
  expect(String(rehearsal)).toContain(`  Shelf ${shelf.pid}: it will be wider`)
})

test('a review knows the classes that run and those that come along', async () => {
  const { system } = await startStill()
  @actor({ name: 'Lamp', version: '1.0.0' })
  class Lamp extends Actor {}
  const known: boolean[] = []
  await system.spawn(makeShelf('1.0.0'))
  const next = makeShelf(
    '2.0.0',
    (review) => void known.push(...['Shelf', 'Lamp', 'Table'].map((name) => review.knows(name))),
  )
  await system.upgrade([next, Lamp])
  expect(known).toEqual([true, true, false])
})

test('a change of a superclass asks the subclasses that have the hook, with their own methods and the next ones of the other', async () => {
  const { system } = await startStill()
  const Old = makeShelf('1.0.0')
  const asked: unknown[] = []
  @actor({ name: 'LongShelf', version: '1.0.0' })
  class LongShelf extends Old {
    override widths(): number[] {
      return [100, ...super.widths()]
    }
    reviewUpgrade(): void {
      asked.push(this.books, this.widths().length, (this as unknown as Shelf).self(Old).className)
    }
  }
  await system.spawn(LongShelf, ['a'])
  await system.upgrade(makeShelf('2.0.0'))
  expect(asked).toEqual([['A'], 2, 'LongShelf'])
})

test('what speaks against an upgrade by itself is told without asking anybody, and a failing migration is left to the staging', async () => {
  const { system } = await startStill()
  let asked = 0
  const shelf = await system.spawn(makeShelf('1.0.0'))
  const review = (): void => void (asked += 1)
  const undone = makeShelf('2.0.0', review, () => {
    throw new Error('no ink')
  })
  expect(await system.upgrade(undone)).toMatchObject({ outcome: 'rolledBack', failures: [{ message: 'no ink' }] })
  const misdirected = system.upgrade(makeShelf('2.0.0', review), { migrations: { Nobody: [] } })
  expect((await misdirected).outcome).toBe('refused')
  expect(asked).toBe(0)
  expect(await shelf.all()).toEqual([])
})

test('the hook cannot be sent, and decorating it is refused', async () => {
  const { system } = await startStill()
  @actor({ name: 'Odd', version: '1.0.0' })
  class Odd extends Actor {
    @request() reviewUpgrade() {
      return 1
    }
  }
  expect(() => system.register(Odd)).toThrow('reviewUpgrade is called by the runtime and cannot be sent')
  const shelf = await system.spawn(makeShelf('1.0.0', () => {}))
  expect('reviewUpgrade' in shelf).toBe(false)
})

test('the new code is asked with its own getters, also where a class overrides one of its superclass', async () => {
  const { system } = await startStill()
  const make = (version: string, asked: unknown[] = []) => {
    @actor({ name: 'Board', version })
    class Board extends Actor {
      @service(CLOCK) clock!: Clock
      @attribute({ initial: 3 }) width!: number
      get size(): number {
        return this.width
      }
    }
    @actor({ name: 'LongBoard', version })
    class LongBoard extends Board {
      @service(CLOCK) override clock!: Clock
      @attribute({ initial: version }) edition!: string
      override get size(): number {
        return this.width * Number(version[0]) + this.clock.now()
      }
      reviewUpgrade(): void {
        asked.push(this.size)
      }
    }
    return { Board, LongBoard }
  }
  await system.spawn(make('1.0.0').LongBoard)
  const asked: unknown[] = []
  const { Board, LongBoard } = make('2.0.0', asked)
  expect((await system.upgrade([Board, LongBoard])).outcome).toBe('committed')
  expect(asked).toEqual([6])
})

test('who ends while others are asked is not asked any more', async () => {
  const { system } = await startStill()
  const Old = makeShelf('1.0.0')
  const shelves = [await system.spawn(Old, ['a']), await system.spawn(Old, ['b'])]
  const asked: string[] = []
  const next = makeShelf('2.0.0', function () {
    asked.push(this.books.join())
    void shelves[1]!.kill()
  })
  expect((await system.upgrade(next)).outcome).toBe('committed')
  expect(asked).toEqual(['A'])
})

test('what a review writes is its own: it may write every attribute, and the instance has what it had', async () => {
  const { system } = await startStill()
  const shelf = await system.spawn(makeShelf('1.0.0'), ['a'])
  const seen: unknown[] = []
  const next = makeShelf('2.0.0', function () {
    this.books = []
    seen.push(this.books, Object.keys(this))
  })
  const report = await system.upgrade(next)
  expect([report.outcome, report.defects, seen]).toEqual(['committed', [], [[], ['books']]])
  expect(await shelf.all()).toEqual(['A'])
})

/** A clock that is a millisecond later each time it is asked. */
class HastyClock extends VirtualClock {
  private looks = 0
  override now(): number {
    return super.now() + (this.looks += 1)
  }
}

test('many are asked in slices, with turns of the event loop in between', async () => {
  const clock = new HastyClock()
  await using system = await ActorSystem.start({
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  const Old = makeShelf('1.0.0')
  for (let i = 0; i < 40; i++) await system.spawn(Old, ['a'])
  let turn = 0
  const turns: number[] = []
  const next = makeShelf('2.0.0', function () {
    turns.push(turn)
  })
  let isOver = false
  const count = (): void => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const { outcome } = await system.upgrade(next)
  isOver = true
  expect([outcome, turns.length]).toEqual(['committed', 40])
  const slices = new Set(turns).size
  expect(slices).toBeGreaterThan(5)
  expect(slices).toBeLessThan(20)
})
