import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { isInstarError } from '@instar/core'
import { expect, test } from 'vitest'
import { host } from '../../src/chat/door.js'
import { Lobby } from '../../src/chat/lobby.js'
import { ChatServer } from '../../src/chat/server.js'
import { Room } from '../../src/chat/v1.js'
import { Visitor } from '../../src/chat/visitor.js'
import { Person } from './person.js'

const open = (port = 0): Promise<ChatServer> => ChatServer.open([Room, Visitor, Lobby], port)
const done = { is: 'done' }
const refused = (problem: string): unknown => [{ is: 'refused', problem }]
const line = (who: string, text: string): unknown => ({ is: 'line', room: 'tea', who, text })

test('what cannot be is refused with the reason, and harms nobody', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.connect(port)
  expect(await bob.ask('hello?')).toMatchObject([{ is: 'refused' }])
  expect(await bob.ask(Buffer.from('{"do":"leave","room":"tea"}'))).toEqual([
    { is: 'refused', problem: expect.stringContaining('a message is a JSON object') },
  ])
  expect(await bob.say('tea', 'hello')).toEqual(refused('you are not in tea'))
  expect(await bob.ask({ do: 'join', room: 'tea', as: 'ann' })).toEqual(
    refused('somebody called ann is in tea already'),
  )
  expect(await ann.ask({ do: 'join', room: 'tea', as: 'anna' })).toEqual(refused('you are in tea already'))
  expect(await ann.ask({ do: 'whisper', room: 'tea', to: 'bob', text: 'psst' })).toEqual(
    refused('nobody called bob is in tea'),
  )
  expect(await ann.say('tea', '/react +1')).toEqual(refused('this room knows /topic and /find, not /react'))
  expect(await ann.say('tea', 'hello')).toEqual([line('ann', 'hello'), done])
})

test('who sends more than anybody types is disconnected, and nobody else is', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.join(port, 'tea', 'bob')
  await ann.hear()
  bob.type('x'.repeat(20_000))
  expect(await bob.hear()).toBeUndefined()
  expect(bob.closeCode).toBe(1009)
  expect(await ann.hear()).toEqual({ is: 'left', room: 'tea', who: 'bob' })
})

test('who vanishes without a word leaves all rooms, and the name is free', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await ann.ask({ do: 'join', room: 'chess', as: 'ann' })
  const bob = await Person.join(port, 'tea', 'bob')
  await bob.ask({ do: 'join', room: 'chess', as: 'bob' })
  await bob.vanish()
  const heard = [await ann.hear(), await ann.hear(), await ann.hear(), await ann.hear()]
  // Two rooms tell it; which one is first is nobody's promise.
  for (const room of ['tea', 'chess']) expect(heard).toContainEqual({ is: 'left', room, who: 'bob' })
  await using other = await Person.connect(port)
  expect((await other.ask({ do: 'join', room: 'tea', as: 'bob' })).at(-1)).toEqual(done)
})

test('a room that crashes disconnects nobody, and who comes again finds a new one', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  const [room] = server.system.instancesOf(Room)
  await room!.kill()
  expect(await ann.hear()).toEqual({ is: 'gone', room: 'tea' })
  expect(await ann.say('tea', 'hello?')).toEqual(refused('you are not in tea'))
  expect((await ann.ask({ do: 'join', room: 'tea', as: 'ann' })).at(-1)).toEqual(done)
})

test('there is an end to opening rooms', async () => {
  await using server = await open()
  await using ann = await Person.connect(await server.getPort())
  for (let i = 1; i <= 100; i++) await ann.ask({ do: 'join', room: `room-${i}`, as: 'ann' })
  expect(await ann.ask({ do: 'join', room: 'one-more', as: 'ann' })).toEqual(
    refused('there is no room for one-more: too many are open'),
  )
})

test('stopping the server says goodbye to everybody, and closes its port', async () => {
  const server = await open()
  const port = await server.getPort()
  await using ann = await Person.connect(port)
  await ann.ask('hello?')
  await server[Symbol.asyncDispose]()
  expect(await ann.hear()).toBeUndefined()
  expect(ann.closeCode).toBe(1001)
  await expect(once(connect(port, host), 'connect')).rejects.toThrow('ECONNREFUSED')
})

test('a port that is taken is refused with its number', async () => {
  const other = createServer().listen(0, host)
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const error: unknown = await open(port).catch((reason: unknown) => reason)
  other.close()
  expect(isInstarError(error, 'start-failed')).toBe(true)
  expect((error as Error).message).toContain(`address already in use ${host}:${port}`)
})
