import { expect, test } from 'vitest'
import { actor, Actor, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeCat(log: unknown[], until: Promise<unknown> = Promise.resolve()) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @request() async sleep(note: string) {
      log.push(note)
      await until
      return note
    }
    @oneway() meow(): Oneway {
      log.push('meow')
    }
    @request() async askOther(other: { sleep(note: string): Promise<string> }, timeout: number) {
      return (other as unknown as { with(o: object): typeof other }).with({ timeout }).sleep('asked')
    }
  }
  return Cat
}

test('a request without an answer times out by the limit of the system', async () => {
  const { system, clock } = await startStill({ requestTimeout: 300 })
  const tom = await system.spawn(makeCat([], makeDoor().opened))
  const slept = failureOf(tom.sleep('a'))
  await clock.advance(299)
  expect(await stateOf(slept)).toBe('pending')
  await clock.advance(61)
  const error = await slept
  expect(error.code).toBe('timeout')
  expect(error.facts).toMatchObject({ class: 'Cat', pid: tom.pid, method: 'sleep', ms: 300, isStarted: true })
  expect(error.message).toContain('is running and may still have its effects')
  void tom.kill()
})

test('the default limit is five seconds', async () => {
  const { system, clock } = await startStill()
  const tom = await system.spawn(makeCat([], makeDoor().opened))
  const slept = failureOf(tom.sleep('a'))
  await clock.advance(4999)
  expect(await stateOf(slept)).toBe('pending')
  await clock.advance(61)
  expect((await slept).facts.ms).toBe(5000)
})

test('with({ timeout }) holds for that call alone; Infinity waits for ever', async () => {
  const { system, clock } = await startStill({ requestTimeout: 300 })
  const tom = await system.spawn(makeCat([], makeDoor().opened))
  const [short, patient, usual] = [
    failureOf(tom.with({ timeout: 100 }).sleep('a')),
    tom.with({ timeout: Infinity }).sleep('b'),
    failureOf(tom.sleep('c')),
  ]
  await clock.advance(160)
  expect((await short).facts.ms).toBe(100)
  expect(await stateOf(usual)).toBe('pending')
  await clock.advance(200)
  expect((await usual).facts.ms).toBe(300)
  await clock.advance(1_000_000)
  expect(await stateOf(patient)).toBe('pending')
  expect(clock.pending).toBe(0)
  patient.catch(() => {})
})

test('a request that timed out before it began is never run', async () => {
  const { system, clock } = await startStill({ requestTimeout: 100 })
  const log: unknown[] = []
  const door = makeDoor()
  const tom = await system.spawn(makeCat(log, door.opened))
  const failures = [failureOf(tom.sleep('first')), failureOf(tom.sleep('second'))]
  await clock.advance(200)
  const [first, second] = await Promise.all(failures)
  expect([first!.facts.isStarted, second!.facts.isStarted]).toEqual([true, false])
  expect(second!.message).toContain('was not begun and never will be')
  door.open()
  await settle()
  tom.meow()
  await settle()
  expect(log).toEqual(['first', 'meow'])
})

test('an answer that comes in time leaves nothing that ticks', async () => {
  const { system, clock } = await startStill()
  const tom = await system.spawn(makeCat([]))
  expect(await tom.sleep('a')).toBe('a')
  await clock.advance(20)
  expect(clock.pending).toBe(0)
})

/** How many listeners for `abort` a signal has, counted from outside. */
function countingSignal(controller: AbortController): { count: number } {
  const { signal } = controller
  const counted = { count: 0 }
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  const live = new Set<unknown>()
  signal.addEventListener = (type: string, listener: never, options?: never) => {
    live.add(listener)
    counted.count = live.size
    add(type, listener, options)
  }
  signal.removeEventListener = (type: string, listener: never) => {
    live.delete(listener)
    counted.count = live.size
    remove(type, listener)
  }
  return counted
}

test('a call aborted before it is made is never delivered', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  const tom = await system.spawn(makeCat(log))
  const reason = new Error('changed my mind')
  const error = await failureOf(tom.with({ signal: AbortSignal.abort(reason) }).sleep('a'))
  expect(error.code).toBe('aborted')
  expect(error.cause).toBe(reason)
  expect(error.facts).toMatchObject({ class: 'Cat', pid: tom.pid, method: 'sleep', isStarted: false })
  await settle()
  expect(log).toEqual([])
})

test('a call aborted while it waits is never run; one that runs goes on without its caller', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  const door = makeDoor()
  const tom = await system.spawn(makeCat(log, door.opened))
  const controller = new AbortController()
  const { signal } = controller
  const failures = [failureOf(tom.with({ signal }).sleep('runs')), failureOf(tom.with({ signal }).sleep('waits'))]
  await settle()
  controller.abort('enough')
  const [runs, waits] = await Promise.all(failures)
  expect([runs!.facts.isStarted, waits!.facts.isStarted]).toEqual([true, false])
  expect([runs!.cause, waits!.cause]).toEqual(['enough', 'enough'])
  door.open()
  await settle()
  expect(log).toEqual(['runs'])
  expect(system.countInstances('Cat')).toBe(1)
})

test('no listener is left on a signal, however its call ended', async () => {
  const { system, clock } = await startStill({ requestTimeout: 100 })
  const door = makeDoor()
  const tom = await system.spawn(makeCat([], door.opened))
  const tim = await system.spawn(makeCat([], door.opened))
  const controller = new AbortController()
  const listeners = countingSignal(controller)
  const { signal } = controller
  const late = failureOf(tom.with({ signal }).sleep('times out'))
  const dead = failureOf(tim.with({ signal, timeout: Infinity }).sleep('dies'))
  expect(listeners.count).toBe(2)
  await clock.advance(200)
  await late
  expect(listeners.count).toBe(1)
  await tim.kill()
  await dead
  expect(listeners.count).toBe(0)
  const answered = tom.with({ signal, timeout: Infinity }).sleep('is answered')
  expect(listeners.count).toBe(1)
  door.open()
  await answered
  expect(listeners.count).toBe(0)
})

test('a request ends once: what comes after its time limit is ignored, an answer and an error alike', async () => {
  const { system, clock, events } = await startStill({ requestTimeout: 100 })
  const doors = [makeDoor(), makeDoor()]
  @actor({ version: '1.0.0' })
  class Waiter extends Actor {
    @request() async waitFor(until: Promise<void>) {
      await until
    }
  }
  const settled: string[] = []
  for (const { opened } of doors) {
    const ref = await system.spawn(Waiter)
    ref.waitFor(opened).then(
      () => settled.push('resolved'),
      (error) => settled.push(error.code),
    )
  }
  await clock.advance(200)
  doors[0]!.open()
  doors[1]!.break(new Error('too late'))
  await settle()
  expect(settled).toEqual(['timeout', 'timeout'])
  expect(events.filter(({ type }) => type === 'crashed')).toEqual([])
})

test('a request to an instance that has ended, and one that it ends under, say how it ended', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat([], makeDoor().opened))
  const pending = [failureOf(tom.sleep('runs')), failureOf(tom.sleep('waits'))]
  await settle()
  await tom.kill()
  for (const error of await Promise.all(pending)) {
    expect(error.code).toBe('exited')
    expect(error.facts).toMatchObject({ class: 'Cat', pid: tom.pid, method: 'sleep', reason: { type: 'killed' } })
  }
  const error = await failureOf(tom.sleep('after'))
  expect(error.code).toBe('no-such-instance')
  expect(error.message).toBe(
    `Cat ${tom.pid} is no more: it was killed. Watch \`ref.exited\` to learn of an exit, or look the instance up by name for each call.`,
  )
})

test('the caller of a request inside an instance gets the same errors', async () => {
  const { system, clock } = await startStill()
  const Cat = makeCat([], makeDoor().opened)
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  const asked = failureOf(tom.askOther(tim, 100))
  await settle()
  await clock.advance(160)
  expect((await asked).code).toBe('timeout')
  expect((await asked).facts.pid).toBe(tim.pid)
})
