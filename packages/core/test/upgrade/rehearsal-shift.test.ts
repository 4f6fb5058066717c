import { expect, test } from 'vitest'
import { OtherDay } from '../../src/upgrade/rehearsal-shift.js'

/** The sources as they are right now. */
function sources() {
  return {
    date: Object.getOwnPropertyDescriptor(globalThis, 'Date'),
    now: Object.getOwnPropertyDescriptor(Date, 'now'),
    constructor: Object.getOwnPropertyDescriptor(Date.prototype, 'constructor'),
    uptime: Object.getOwnPropertyDescriptor(performance, 'now'),
    random: Object.getOwnPropertyDescriptor(Math, 'random'),
  }
}

const day = 86_400_000

test('on the other day it is years later, by every way of asking', () => {
  const other = new OtherDay()
  const before = Date.now()
  const later = other.again(() => ({
    now: Date.now(),
    made: new Date().getTime(),
    text: Date.parse(Date()),
    constructed: Number(Reflect.construct(Date, [])),
    byDate: new (new Date(0).constructor as DateConstructor)().getTime(),
  }))
  for (const time of Object.values(later)) expect(time).toBeGreaterThan(before + 9000 * day)
  expect(other.asked).toEqual(new Set(['Date']))
})

test('the year, the weekday, the day of the month and the second are other ones', () => {
  const parts = (date: Date) => [date.getUTCFullYear(), date.getUTCDay(), date.getUTCHours(), date.getUTCMilliseconds()]
  const { now } = Date
  Date.now = () => 1_700_000_000_000
  try {
    const here = parts(new Date(Date.now()))
    const there = new OtherDay().again(() => parts(new Date()))
    expect(here.filter((part, i) => part === there[i])).toEqual([])
  } finally {
    Date.now = now
  }
})

test('the process has been running for hours longer', () => {
  const other = new OtherDay()
  expect(other.again(() => performance.now())).toBeGreaterThan(performance.now() + 7_000_000)
  expect(other.asked).toEqual(new Set(['performance.now']))
})

test('dates of the other day are dates like others', () => {
  const date = new OtherDay().again(() => {
    class Stamp extends Date {}
    const made = new Date()
    return {
      made,
      isDate: made instanceof Date && made.constructor === Date,
      given: new Date(5).getTime(),
      byParts: new Date(2020, 1, 2, 3).getTime(),
      stamp: new Stamp(7),
      utc: Date.UTC(2020, 1),
    }
  })
  expect(Object.getPrototypeOf(date.made)).toBe(Date.prototype)
  expect(date.made.constructor).toBe(Date)
  expect(date.isDate).toBe(true)
  expect([date.given, date.byParts, date.utc]).toEqual([5, new Date(2020, 1, 2, 3).getTime(), Date.UTC(2020, 1)])
  expect(date.stamp.constructor.name).toBe('Stamp')
  expect(date.stamp.getTime()).toBe(7)
})

test('chance falls otherwise: a coin on its other side, each time', () => {
  const toss = () => Array.from({ length: 50 }, () => Math.random() < 0.5)
  const other = new OtherDay()
  const first = other.first(toss)
  const again = other.again(toss)
  expect(again).toEqual(first.map((side) => !side))
  expect(other.asked).toEqual(new Set(['Math.random']))
})

test('who draws more often the second time gets numbers that go on changing', () => {
  const other = new OtherDay()
  other.first(() => Math.random())
  const drawn = other.again(() => Array.from({ length: 20 }, () => Math.random()))
  expect(new Set(drawn).size).toBe(20)
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true)
})

test('what was not asked for is not named', () => {
  const other = new OtherDay()
  other.again(() => new Date(5).getTime())
  expect(other.asked.size).toBe(0)
})

test('everything is put back, whatever the code did', () => {
  const before = sources()
  const other = new OtherDay()
  other.first(() => Math.random())
  expect(sources()).toEqual(before)
  expect(other.again(() => sources())).not.toEqual(before)
  expect(sources()).toEqual(before)
  const failing = (): never => {
    throw new Error('no')
  }
  expect(() => other.first(failing)).toThrow('no')
  expect(() => other.again(failing)).toThrow('no')
  expect(sources()).toEqual(before)
  other.again(() => {
    Math.random = () => 0
    Date.now = () => 0
  })
  expect(sources()).toEqual(before)
})

test('an asynchronous function meets the other day up to its first await only', async () => {
  const times = await new OtherDay().again(async () => {
    const during = Date.now()
    await null
    return [during, Date.now()]
  })
  expect(times[0]! - times[1]!).toBeGreaterThan(9000 * day)
})

test('where the language is frozen the code runs all the same', () => {
  const real = Math
  globalThis.Math = Object.freeze(Object.create(null, Object.getOwnPropertyDescriptors(Math))) as Math
  try {
    const other = new OtherDay()
    expect(other.first(() => Math.max(1, 5))).toBe(5)
    expect(other.again(() => Math.random())).toBeLessThan(1)
    expect(other.asked.size).toBe(0)
  } finally {
    globalThis.Math = real
  }
})
