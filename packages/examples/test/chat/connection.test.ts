import type { Ref } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { Lobby } from '../../src/chat/lobby.js'
import { Room } from '../../src/chat/v1.js'
import { Visitor, type VisitorClass } from '../../src/chat/visitor.js'
import { changed, classesOf } from './changed.js'
import { Wire } from './wire.js'

const halfMinute = 30_000
const politeVisitor = changed('visitor.ts', ['`you are not in ${demand.room}`', '`sorry, not in ${demand.room}`'])

/** Visitors of one lobby, a wire each. */
async function connect({ system }: TestSystem, ...wires: readonly Wire[]): Promise<Ref<Visitor>[]> {
  system.register(Room)
  const lobby = await system.spawn(Lobby)
  return Promise.all(wires.map((wire) => system.spawn(Visitor, [wire.asSocket, lobby])))
}

test('whoever answers the beats stays', async () => {
  await using kit = await startTestSystem()
  const wire = new Wire()
  await connect(kit, wire)
  await kit.advance(10 * halfMinute)
  expect(wire.deeds).toEqual(['resume', ...Array<string>(10).fill('ping')])
  expect(kit.system.countInstances(Visitor)).toBe(1)
})

test('whoever has not answered a beat when the next one is due is gone, and leaves the rooms', async () => {
  await using kit = await startTestSystem()
  const [ann, bob] = [new Wire(), new Wire()]
  await connect(kit, ann, bob)
  for (const [wire, as] of [
    [ann, 'ann'],
    [bob, 'bob'],
  ] as const)
    wire.type({ do: 'join', room: 'tea', as })
  await kit.settle()
  bob.isAlive = false
  await kit.advance(2 * halfMinute - 1)
  expect(bob.deeds).not.toContain('terminate')
  await kit.advance(1)
  expect(bob.deeds.at(-1)).toBe('terminate')
  expect(kit.system.countInstances(Visitor)).toBe(1)
  expect(ann.news.at(-1)).toEqual({ is: 'left', room: 'tea', who: 'bob' })
})

test('the socket is read no further while a demand is met, and on when it is answered', async () => {
  await using kit = await startTestSystem()
  const wire = new Wire()
  await connect(kit, wire)
  wire.type({ do: 'join', room: 'tea', as: 'ann' })
  await kit.settle()
  expect(wire.deeds).toEqual(['resume', 'pause', 'resume'])
  expect(wire.news.at(-1)).toEqual({ is: 'done' })
})

test('whoever does not read what is told is disconnected', async () => {
  await using kit = await startTestSystem()
  const wire = new Wire()
  await connect(kit, wire)
  wire.bufferedAmount = 2 ** 20
  wire.type({ do: 'join', room: 'tea', as: 'ann' })
  await kit.settle()
  expect(wire.deeds).not.toContain('terminate')
  wire.bufferedAmount += 1
  wire.type({ do: 'say', room: 'tea', text: 'hello?' })
  await kit.settle()
  expect(wire.deeds).toContain('terminate')
  expect(kit.system.countInstances(Visitor)).toBe(0)
})

test('a socket that was closed before its visitor was born leaves no visitor', async () => {
  await using kit = await startTestSystem()
  const wire = new Wire()
  wire.readyState = 3
  const [visitor] = await connect(kit, wire)
  expect(await visitor!.exited).toMatchObject({ type: 'stopped' })
})

test('a room that does not answer in time disconnects nobody', async () => {
  await using kit = await startTestSystem({ requestTimeout: 1000 })
  const wire = new Wire()
  kit.system.register(Room)
  const lobby = await kit.probe(Lobby)
  await kit.system.spawn(Visitor, [wire.asSocket, lobby.ref])
  wire.type({ do: 'join', room: 'tea', as: 'ann' })
  await kit.advance(2000)
  expect(wire.news).toEqual([{ is: 'refused', problem: expect.stringContaining('find') }])
  expect(kit.system.countInstances(Visitor)).toBe(1)
})

test('who comes while visitors are deployed is let in after it, and not read before', async () => {
  await using kit = await startTestSystem()
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v1.ts', politeVisitor)]
  const lobby = await kit.probe(Lobby)
  const bear = (wire: Wire) => kit.system.spawn<VisitorClass>('Visitor', [wire.asSocket, lobby.ref])
  kit.system.register(...first)
  const [ann, bob] = [new Wire(), new Wire()]
  await bear(ann)
  // While the lobby does not answer, ann's visitor is in the middle of something, and the upgrade waits for it.
  ann.type({ do: 'join', room: 'tea', as: 'ann' })
  const question = await lobby.expect('find')
  const upgrade = kit.system.upgrade(second)
  await kit.settle()
  const birth = bear(bob)
  await kit.settle()
  expect(bob.deeds).toEqual([])
  question.answer(null)
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  await birth
  expect(bob.deeds).toEqual(['resume'])
  bob.type({ do: 'leave', room: 'tea' })
  await kit.settle()
  expect(bob.news).toEqual([{ is: 'refused', problem: 'sorry, not in tea' }])
  expect(ann.news).toEqual([{ is: 'refused', problem: 'there is no room for tea: too many are open' }])
})
