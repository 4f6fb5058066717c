import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, oneway, type Oneway, request, type SystemEvent } from '../../src/index.js'
import { recordEvents, settle, startTestSystem } from '../../src/testing/index.js'

function makeCat() {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @oneway() fall(): Oneway {
      throw new Error('not on its feet')
    }
    @oneway() fallIn(ms: number): Oneway {
      this.after(ms, Cat).fall()
    }
    @request() ping() {
      return 'miaow'
    }
  }
  return Cat
}

const typesOf = (events: readonly SystemEvent[]): string[] => events.map(({ type }) => type)

test('a record has the events in their order, from when it was begun', async () => {
  await using system = await ActorSystem.start()
  await system.spawn(makeCat())
  const record = recordEvents(system)
  expect(record.all).toEqual([])
  const tom = await system.spawn('Cat')
  await tom.kill()
  expect(typesOf(record.all)).toEqual(['spawned', 'exited'])
  expect(record.all[0]).toMatchObject({ class: 'Cat', pid: tom.pid })
})

test('events are filtered by type, and typed by it', async () => {
  await using started = await startTestSystem()
  const [tom, kitty] = [
    await started.system.spawn(makeCat()),
    await started.system.spawn<ReturnType<typeof makeCat>>('Cat'),
  ]
  tom.fall()
  kitty.fall()
  await started.settle()
  const crashes = started.events.of('crashed')
  expect(crashes.map(({ pid }) => pid).toSorted()).toEqual([tom.pid, kitty.pid])
  expect(crashes.map(({ method }) => method)).toEqual(['fall', 'fall'])
  expect(started.events.of('dead-letter')).toEqual([])
})

test('a record that is cleared goes on', async () => {
  await using started = await startTestSystem()
  const tom = await started.system.spawn(makeCat())
  started.events.clear()
  await tom.stop()
  expect(typesOf(started.events.all)).toEqual(['exited'])
})

test('a record ends when it is stopped, or its scope ends, and keeps what it has', async () => {
  await using system = await ActorSystem.start()
  let inner
  {
    using record = recordEvents(system)
    inner = record
    await system.spawn(makeCat())
  }
  await system.spawn('Cat')
  expect(inner.of('spawned')).toHaveLength(1)
  inner.stop()
})

test('waiting gives the first event of a type, which may have come already', async () => {
  await using started = await startTestSystem()
  const tom = await started.system.spawn(makeCat())
  await tom.kill()
  const exited = await started.events.waitFor('exited')
  expect(exited.reason).toEqual({ type: 'killed' })
  expect(await started.events.waitFor('exited')).toBe(exited)
})

test('waiting lets the system do what is due, and time go on as far as it may', async () => {
  await using started = await startTestSystem()
  const tom = await started.system.spawn(makeCat())
  tom.fallIn(300)
  const crashed = await started.events.waitFor('crashed', { within: 1000 })
  expect([crashed.method, started.clock.now()]).toEqual(['fall', 300])
})

test('waiting goes by a predicate, too', async () => {
  await using started = await startTestSystem()
  const cats = [await started.system.spawn(makeCat()), await started.system.spawn('Cat')]
  const found = await started.events.waitFor((event) => event.type === 'spawned' && event.pid === cats[1]!.pid)
  expect(found).toBe(started.events.of('spawned')[1])
  await expect(
    started.events.waitFor(() => {
      throw new Error('who asks?')
    }),
  ).rejects.toThrow('who asks?')
})

test('an event that does not come is told with what came instead', async () => {
  await using started = await startTestSystem()
  const tom = await started.system.spawn(makeCat())
  tom.fallIn(300)
  await expect(started.events.waitFor('crashed')).rejects.toThrow(
    `No event 'crashed' came within 0 ms. The clock stands at 0 ms, the next timer is due at 300 ms. What came is:
  class-registered (class: Cat, version: 1.0.0)
  spawned (class: Cat, pid: <0.1>)`,
  )
  await started.advance(300)
  const message = `No such event came within 50 ms. The clock stands at 350 ms, no timer is set. What came is:
  class-registered (class: Cat, version: 1.0.0)
  spawned (class: Cat, pid: <0.1>)
  crashed (class: Cat, version: 1.0.0, pid: <0.1>, method: fall, arguments: [], sender: <0.1>, error: not on its feet)
  exited (class: Cat, pid: <0.1>, reason: crashed in fall: not on its feet)`
  await expect(started.events.waitFor(() => false, { within: 50 })).rejects.toThrow(message)
})

test('a system in which nothing happens is told as that', async () => {
  await using started = await startTestSystem()
  await expect(started.events.waitFor('exited')).rejects.toThrow('Nothing came at all.')
})

test('in a system of another make waiting takes until the event comes', async () => {
  await using system = await ActorSystem.start()
  const record = recordEvents(system)
  const both = Promise.all([record.waitFor('spawned'), record.waitFor('exited')])
  const tom = await system.spawn(makeCat())
  await tom.stop()
  expect((await both).map(({ pid }) => pid)).toEqual([tom.pid, tom.pid])
  expect((await record.waitFor('spawned')).pid).toBe(tom.pid)
})

test('there it rejects when the system is stopped without one, and when the record is', async () => {
  const system = await ActorSystem.start()
  const [record, other] = [recordEvents(system), recordEvents(system)]
  const waited = [record.waitFor('crashed'), other.waitFor('crashed')].map((promise) =>
    expect(promise).rejects.toThrow(
      "No event 'crashed' came before the record ended. What came is:\n  class-registered",
    ),
  )
  await system.spawn(makeCat())
  other.stop()
  await waited[1]
  await system.stop()
  await waited[0]
  await expect(record.waitFor('crashed')).rejects.toThrow('before the record ended')
  expect((await record.waitFor('exited')).reason).toEqual({ type: 'shutdown' })
})

test('there a predicate that throws rejects at once', async () => {
  await using system = await ActorSystem.start()
  const record = recordEvents(system)
  const waited = record.waitFor(({ type }) => {
    if (type === 'spawned') throw new Error('who asks?')
    return false
  })
  const [result] = await Promise.all([waited.catch((error: Error) => error.message), system.spawn(makeCat())])
  expect(result).toBe('who asks?')
  await settle()
})
