import { actor, attribute, CLOCK, type Clock, request, service } from '@instar/core'
import { SeededRandom, startTestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { Ticker } from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Ticker: typeof Ticker }

/** A ticker that remembers when it ticked, as `n@time`; a tick can be made to take some time, or to fail. */
function heartClass(version = '1.0.0', mark = '') {
  @actor(versionOf('Heart', version))
  class Heart extends Ticker {
    @attribute({ initial: () => [] }) beats!: string[]
    @attribute({ initial: () => ({}) }) takes!: Readonly<Record<number, number>>
    @service(CLOCK) clock!: Clock
    constructor(interval: number, takes: Readonly<Record<number, number>> = {}) {
      super(interval)
      this.takes = takes
    }
    override async tick(n: number): Promise<void> {
      this.beats = [...this.beats, `${mark}${n}@${this.clock.now()}`]
      const ms = this.takes[n]
      if (ms === -1) throw new Error('arrest')
      if (ms === -2) this.pause()
      else if (ms !== undefined) await new Promise<void>((resolve) => void this.clock.setTimer(resolve, ms))
    }
    @request() async hold(ms: number) {
      await new Promise<void>((resolve) => void this.clock.setTimer(resolve, ms))
    }
    @request() read() {
      return this.beats
    }
  }
  return asVersion(version, Heart)
}

test('it ticks at every interval, counted from its birth', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100])
  await kit.advance(99)
  expect(await heart.read()).toEqual([])
  await kit.advance(251)
  expect(await heart.read()).toEqual(['1@100', '2@200', '3@300'])
})

test('nothing drifts: after a thousand ticks of uneven length, a tick is still at its own time', async () => {
  await using kit = await startTestSystem()
  const random = new SeededRandom(7)
  const takes = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i + 1, random.next() * 9]))
  const heart = await kit.system.spawn(heartClass(), [10.1, takes])
  await kit.advance(10_200)
  const times = (await heart.read()).map((beat) => beat.split('@').map(Number))
  expect(times.length).toBeGreaterThan(1000)
  for (const [n, at] of times) expect(at).toBeCloseTo(n! * 10.1, 6)
})

test('a tick that takes longer than the interval is not doubled: those it covers are left out, and the number says so', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100, { 1: 250, 5: 100 }])
  await kit.advance(750)
  // 1 lasts from 100 to 350, 5 from 500 to 600, when 6 is due right then.
  expect(await heart.read()).toEqual(['1@100', '4@400', '5@500', '6@600', '7@700'])
})

test('paused it does not tick; resumed it ticks one interval later, and counts on', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100])
  await kit.advance(250)
  await heart.pause()
  await heart.pause()
  await kit.advance(1000)
  expect(kit.clock.pending).toBeLessThanOrEqual(1)
  await heart.resume()
  await kit.advance(50)
  await heart.resume()
  await kit.advance(170)
  expect(await heart.read()).toEqual(['1@100', '2@200', '3@1350', '4@1450'])
})

test('a changed interval holds from now on, also when it is changed in a pause', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100])
  await kit.advance(150)
  await heart.changeInterval(30)
  await kit.advance(70)
  await heart.pause()
  await heart.changeInterval(500)
  await kit.advance(1000)
  await heart.resume()
  await kit.advance(500)
  expect(await heart.read()).toEqual(['1@100', '2@180', '3@210', '4@1720'])
})

test('a tick may pause its own ticker', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100, { 2: -2 }])
  await kit.advance(1000)
  expect(await heart.read()).toEqual(['1@100', '2@200'])
  await heart.resume()
  await kit.advance(100)
  expect((await heart.read()).at(-1)).toBe('3@1100')
})

test('a tick that waits in the mailbox when the ticker is paused is never told', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100])
  await kit.advance(50)
  const [held, paused] = [heart.hold(100), heart.pause()]
  await kit.advance(50)
  expect(kit.system.inspect(heart)!.mailbox).toBe(2)
  await kit.advance(1000)
  await Promise.all([held, paused])
  expect(await heart.read()).toEqual([])
})

test('an error in a tick ends the ticker, and its timer with it', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100, { 2: -1 }])
  await kit.advance(1000)
  expect(await heart.exited).toMatchObject({ type: 'crashed', method: 'beat', error: { message: 'arrest' } })
  expect(kit.clock.pending).toBe(0)
})

test('an interval that is none is refused, at birth and later', async () => {
  await using kit = await startTestSystem()
  for (const interval of [0, -1, Number.NaN, Infinity, '100' as never])
    await expect(kit.system.spawn(heartClass(), [interval])).rejects.toMatchObject({ code: 'bad-setting' })
  const heart = await kit.system.spawn(heartClass(), [100])
  await expect(heart.changeInterval(0)).rejects.toMatchObject({ code: 'bad-setting' })
  await kit.advance(100)
  expect(await heart.read()).toEqual(['1@100'])
})

test('an upgrade of the subclass leaves the ticks at their times, up and down', async () => {
  await using kit = await startTestSystem()
  const heart = await kit.system.spawn(heartClass(), [100])
  await kit.advance(150)
  expect(await kit.system.upgrade(heartClass('2.0.0', 'v2 '))).toMatchObject({ outcome: 'committed' })
  await kit.advance(100)
  expect(await kit.system.upgrade(heartClass('1.0.0'))).toMatchObject({ outcome: 'committed' })
  await kit.advance(100)
  expect(await heart.read()).toEqual(['1@100', 'v2 2@200', '3@300'])
  expect(await kit.system.purge('Heart', 'soft')).toMatchObject({ outcome: 'purged' })
})

test('an upgrade of the library class leaves the ticks at their times, up and down', async () => {
  await using kit = await startTestSystem()
  const { Ticker: Next } = await evaluateAgain<Module>('ticker/ticker.ts', {
    'this.tickSeries': 'this.series',
    'tickSeries!': 'series!',
    "@actor({ version: '1.0.0'":
      "@actor({ version: '2.0.0', migrations: [migration('1.0.0', rename('tickSeries', 'series'))]",
    "from '../failures.js'": "from '../failures.js'\nimport { migration, rename } from '@instar/core'",
  })
  const heart = await kit.system.spawn(heartClass(), [100, { 2: 30 }])
  await kit.advance(150)
  expect(await kit.system.upgrade(Next)).toMatchObject({ outcome: 'committed', migrated: 1 })
  await kit.advance(60)
  // A tick is under way: the upgrade waits for it, and the next one runs on the other code.
  const down = kit.system.upgrade(Ticker)
  await kit.advance(100)
  expect(await down).toMatchObject({ outcome: 'committed', migrated: 1 })
  await heart.pause()
  await kit.advance(500)
  await heart.resume()
  await kit.advance(100)
  expect(await heart.read()).toEqual(['1@100', '2@200', '3@300', '4@910'])
  expect(await kit.system.purge('Ticker', 'soft')).toMatchObject({ outcome: 'purged' })
})

test('what falls due while the ticker is frozen is told once afterwards', async () => {
  await using kit = await startTestSystem()
  const [heart, slow] = [
    await kit.system.spawn(heartClass(), [100]),
    await kit.system.spawn(heartClass(), [90, { 1: 400 }]),
  ]
  await kit.advance(95)
  const upgrade = kit.system.upgrade(heartClass('2.0.0'))
  await kit.advance(455)
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  expect(await slow.read()).toEqual(['1@90', '6@540'])
  expect(await heart.read()).toEqual(['4@490', '5@500'])
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('ticker')).toEqual(printedBy('ticker'))
})
