import { expect, test } from 'vitest'
import { actor, Actor, attribute, request, type UpgradeProgress } from '../../src/index.js'
import { EventBus } from '../../src/observe/event-bus.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

function makeCat(version: string) {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) note = version
  }
  return Cat
}

@actor({ name: 'Cat', version: '2.0.0' })
class Grown extends Actor {
  @attribute() note = ''
  @attribute({ initial: 9 }) lives = 9
}

test('a handle is awaited for the report, and shows the phases from the beginning, to late subscribers too', async () => {
  const { system, events } = await startStill()
  for (let i = 0; i < 3; i++) await system.spawn(makeCat('1.0.0'))
  const handle = system.upgrade(Grown)
  const report = await handle
  expect(await handle.report).toBe(report)
  const progress: UpgradeProgress[] = []
  let isComplete = false
  handle.progress$.subscribe({ next: (each) => progress.push(each), complete: () => (isComplete = true) })
  await handle.settled
  await settle()
  expect(isComplete).toBe(true)
  const phases = [...new Set(progress.map(({ phase }) => phase))]
  expect(phases).toEqual(['plan', 'check', 'freeze', 'stage', 'commit', 'thaw'])
  expect(progress.findLast(({ phase }) => phase === 'stage')).toEqual({ phase: 'stage', done: 3, total: 3 })
  expect(eventsOf(events, 'upgrade').map((event) => event.progress)).toEqual(progress)
  expect(Object.keys(report.phases)).toEqual(phases)
})

test('each upgrade has a number of its own in the events', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat('1.0.0'))
  await system.upgrade(makeCat('1.1.0'))
  await system.upgrade(makeCat('1.2.0'))
  expect([...new Set(eventsOf(events, 'upgrade').map(({ run }) => run))]).toEqual([1, 2])
})

test('an upgrade that could not be asked for rejects, on its progress too', async () => {
  const { system } = await startStill()
  system.register(makeCat('1.0.0'))
  for (const options of [
    { deadline: -1 },
    { deadline: Number.NaN },
    { drainTimeout: 'x' },
    { purge: 'never' },
    { onDeadline: 1 },
  ]) {
    const handle = system.upgrade(makeCat('1.1.0'), options as never)
    expect((await failureOf(handle)).code).toBe('bad-option')
    let told: unknown
    handle.progress$.subscribe({ error: (error) => (told = error) })
    expect(told).toBe(await handle.report.catch((error: unknown) => error))
  }
  expect(system.describe('Cat').version).toBe('1.0.0')
})

test('a bus tells all observers, in order, and knows whether there are any', () => {
  const bus = new EventBus()
  const seen: string[] = []
  expect(bus.isObserved).toBe(false)
  const one = bus.events$.subscribe(({ type }) => seen.push(`one ${type}`))
  bus.events$.subscribe({ next: ({ type }) => seen.push(`two ${type}`), complete: () => seen.push('complete') })
  expect(bus.isObserved).toBe(true)
  bus.emit({ type: 'class-registered', class: 'Cat', version: '1.0.0' })
  one.unsubscribe()
  bus.emit({ type: 'purged', class: 'Cat', version: '1.0.0', mode: 'soft' })
  bus.complete()
  expect(seen).toEqual(['one class-registered', 'two class-registered', 'two purged', 'complete'])
  expect(bus.isObserved).toBe(false)
})

test('an observer that throws disturbs neither the system nor the other observers', async () => {
  const { system, events } = await startStill()
  const thrown: unknown[] = []
  const onError = (error: unknown): void => void thrown.push(error)
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', onError)
  try {
    const subscription = system.events$.subscribe(() => {
      throw new Error('a bad observer')
    })
    const tom = await system.spawn(makeCat('1.0.0'))
    subscription.unsubscribe()
    await new Promise<void>((resolve) => setTimeout(resolve, 1))
    expect(thrown.length).toBeGreaterThan(0)
    expect(eventsOf(events, 'spawned')).toMatchObject([{ pid: tom.pid }])
    expect(await tom.stop()).toEqual({ type: 'stopped' })
  } finally {
    process.removeListener('uncaughtException', onError)
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
})

test('a report has the milliseconds of each phase, by the clock of the system', async () => {
  const { system, clock } = await startStill()
  await clock.advance(1000)
  const door = makeDoor()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Busy extends Actor {
    @request() async sleep() {
      await door.opened
    }
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @request() async sleep() {}
  }
  const tom = await system.spawn(Busy)
  const sleep = tom.sleep()
  await settle()
  const upgrade = system.upgrade(Next)
  await clock.advance(40)
  door.open()
  await sleep
  expect((await upgrade).phases).toEqual({ plan: 0, check: 0, freeze: 40, stage: 0, commit: 0, thaw: 0 })
})
