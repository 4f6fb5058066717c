import { Actor, actor, ActorSystem, type Intensity, oneway, type Oneway, type Ref } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { type DynamicChildSpec, DynamicSupervisor } from '../src/index.js'
import { type Log, makeWorker, type WorkerClass } from './crew.js'

interface Setting {
  readonly intensity?: Intensity
  readonly most?: number
}

function makeRooms({ intensity, most = Infinity }: Setting = {}) {
  @actor({ name: 'Rooms', version: '1.0.0' })
  class Rooms extends DynamicSupervisor<WorkerClass> {
    override intensity() {
      return intensity ?? super.intensity()
    }
    override maxChildren() {
      return most
    }
  }
  return Rooms
}

async function startRooms(test: TestSystem, setting?: Setting) {
  const log: Log = []
  const Worker = makeWorker()
  const rooms = await test.system.spawn(makeRooms(setting))
  const spec = (id: string, rest: Partial<DynamicChildSpec<WorkerClass>> = {}): DynamicChildSpec<WorkerClass> => ({
    id,
    class: Worker,
    args: [id, log],
    ...rest,
  })
  return { rooms, log, Worker, spec }
}

test('a child is started by asking, typed by its class, and the ref is there when it has started', async () => {
  await using test = await startTestSystem()
  const { rooms, spec, log } = await startRooms(test)
  const room = await rooms.startChild(spec('a'))
  expect(await room.whichVersion()).toBe('1.0.0')
  expect(log).toEqual(['try a', 'start a'])
  expect(await rooms.childrenNow()).toEqual([
    {
      id: 'a',
      class: 'Worker',
      version: '1.0.0',
      status: 'running',
      pid: room.pid,
      ref: room,
      restarts: 0,
      isOutdated: false,
    },
  ])
})

test('a child that fails is restarted alone, with the arguments that it was started with', async () => {
  await using test = await startTestSystem()
  const { rooms, spec, log } = await startRooms(test)
  const a = await rooms.startChild(spec('a'))
  const b = await rooms.startChild(spec('b'))
  log.length = 0
  a.crash()
  await test.settle()
  expect(log).toEqual(['end a', 'try a', 'start a'])
  expect((await rooms.childNow('a'))!.pid).not.toBe(a.pid)
  expect((await rooms.childNow('b'))!.pid).toBe(b.pid)
})

test('who has ended for good is forgotten: a temporary child, a transient one that ended well, one that was stopped', async () => {
  await using test = await startTestSystem()
  const { rooms, spec } = await startRooms(test)
  const temporary = await rooms.startChild(spec('temporary', { restart: 'temporary' }))
  const transient = await rooms.startChild(spec('transient', { restart: 'transient' }))
  await rooms.startChild(spec('stopped'))
  temporary.crash()
  transient.finish()
  await rooms.stopChild('stopped')
  await test.settle()
  expect(await rooms.countChildren()).toBe(0)
  await expect(rooms.stopChild('stopped')).rejects.toMatchObject({ code: 'no-such-child' })
})

test('children without an id are given one each, and two of one id are refused', async () => {
  await using test = await startTestSystem()
  const { rooms, spec, Worker } = await startRooms(test)
  await rooms.startChild({ class: Worker, args: ['x', []] })
  await rooms.startChild({ class: 'Worker', args: ['y', []] })
  expect((await rooms.childrenNow()).map(({ id }) => id)).toEqual(['child-1', 'child-2'])
  await rooms.startChild(spec('a'))
  await expect(rooms.startChild(spec('a'))).rejects.toMatchObject({ code: 'child-exists', facts: { child: 'a' } })
})

test('there are no more children than it allows; one that ends makes room', async () => {
  await using test = await startTestSystem()
  const { rooms, spec } = await startRooms(test, { most: 2 })
  await rooms.startChild(spec('a'))
  await rooms.startChild(spec('b'))
  await expect(rooms.startChild(spec('c'))).rejects.toMatchObject({ code: 'too-many-children', facts: { count: 2 } })
  await rooms.stopChild('a')
  await rooms.startChild(spec('c'))
  expect((await rooms.childrenNow()).map(({ id }) => id)).toEqual(['b', 'c'])
})

test('a child that cannot be started is told to who asked, and forgotten; bad specs are told with all that is wrong', async () => {
  await using test = await startTestSystem()
  const { rooms, spec, Worker } = await startRooms(test)
  await expect(rooms.startChild(spec('a', { args: ['a', [], { start: ['reject'] }] }))).rejects.toMatchObject({
    code: 'child-not-started',
    facts: { child: 'a' },
  })
  const bad = { class: Worker, args: 'x', shutdown: -1, sort: 1 } as never
  await expect(rooms.startChild(bad)).rejects.toMatchObject({ code: 'bad-children', facts: { defects: { length: 3 } } })
  for (const odd of [null, undefined, 7, 'Worker']) {
    await expect(rooms.startChild(odd as never)).rejects.toMatchObject({ code: 'bad-children' })
  }
  await expect(rooms.startChild({ class: 'Stranger' })).rejects.toMatchObject({ cause: { code: 'unknown-class' } })
  expect(await rooms.countChildren()).toBe(0)
})

test('the intensity holds for all children together; when it is exceeded, all go', async () => {
  await using test = await startTestSystem()
  const { rooms, spec, log } = await startRooms(test, { intensity: { restarts: 1, withinMs: 1000 } })
  for (const id of ['a', 'b', 'c']) (await rooms.startChild(spec(id))).crash()
  expect(await rooms.exited).toMatchObject({ type: 'crashed', error: { code: 'too-many-restarts' } })
  expect(test.system.countInstances('Worker')).toBe(0)
  expect(log.filter((line) => line.startsWith('end'))).toHaveLength(4)
})

test('at its end all children are stopped at the same time, each within its own limit', async () => {
  await using test = await startTestSystem()
  const { rooms, spec } = await startRooms(test)
  for (const [i, id] of ['a', 'b', 'c'].entries()) (await rooms.startChild(spec(id, { shutdown: (i + 1) * 10 }))).hang()
  await test.settle()
  const stopped = rooms.stop()
  await test.advance(29)
  expect(test.system.countInstances('Worker')).toBe(1)
  await test.advance(1)
  expect(await stopped).toEqual({ type: 'stopped' })
})

test('rules that cannot be fail the start', async () => {
  await using test = await startTestSystem()
  await expect(test.system.spawn(makeRooms({ intensity: { restarts: -1, withinMs: 1 } }))).rejects.toMatchObject({
    cause: { code: 'bad-children' },
  })
})

@actor({ name: 'Guest', version: '1.0.0' })
class Guest extends Actor {
  @oneway() crash(): Oneway {
    throw new Error('no more')
  }
}

test('a hundred thousand children are no burden: they are started, restarted and ended one by one', async () => {
  await using system = await ActorSystem.start()
  const often = { restarts: Infinity, withinMs: 1 }
  const rooms = (await system.spawn(makeRooms({ intensity: often }))) as unknown as Ref<DynamicSupervisor<typeof Guest>>
  const patient = rooms.with({ timeout: Infinity })
  const guests = await Promise.all(Array.from({ length: 100_000 }, () => patient.startChild({ class: Guest })))
  expect(await rooms.countChildren()).toBe(100_000)
  const failing = guests.filter((_, i) => i % 50 === 0)
  for (const guest of failing) guest.crash()
  await Promise.all(failing.map(({ exited }) => exited))
  // What it is told of their ends comes before this, in its order.
  expect((await patient.childrenNow()).filter(({ restarts }) => restarts === 1)).toHaveLength(2000)
  expect(system.countInstances(Guest)).toBe(100_000)
  const last = [...system.instancesOf(Guest)].map(({ exited }) => exited)
  await rooms.kill()
  await Promise.all(last)
  expect(system.countInstances(Guest)).toBe(0)
})

/** What the compiler says of a typed dynamic supervisor. */
export async function types(
  rooms: Ref<InstanceType<ReturnType<typeof makeRooms>>>,
  Worker: WorkerClass,
): Promise<void> {
  const room = await rooms.startChild({ class: Worker, args: ['a', []] })
  room.crash()
  // @ts-expect-error -- a worker has no such method
  room.fly()
  // @ts-expect-error -- a worker wants a label
  await rooms.startChild({ class: Worker, args: [1] })
}
