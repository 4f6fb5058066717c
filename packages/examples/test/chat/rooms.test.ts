import { expect, test } from 'vitest'
import { Lobby } from '../../src/chat/lobby.js'
import { ChatServer } from '../../src/chat/server.js'
import { Room } from '../../src/chat/v1.js'
import { Visitor } from '../../src/chat/visitor.js'
import { Person } from './person.js'

const open = (): Promise<ChatServer> => ChatServer.open([Room, Visitor, Lobby], 0)
const done = { is: 'done' }
const line = (who: string, text: string): unknown => ({ is: 'line', room: 'tea', who, text })

test('who joins hears how the room is, and those who are there hear of it', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await ann.say('tea', '/topic biscuits')
  await ann.say('tea', 'hello')
  await using bob = await Person.connect(port)
  expect(await bob.ask({ do: 'join', room: 'tea', as: 'bob' })).toEqual([
    { is: 'joined', room: 'tea', who: 'bob' },
    { is: 'room', room: 'tea', members: ['ann', 'bob'], topic: 'biscuits', kept: 1, last: ['ann: hello'] },
    done,
  ])
  expect(await ann.hear()).toEqual({ is: 'joined', room: 'tea', who: 'bob' })
})

test('a line reaches everybody in its room, the speaker before it is acknowledged, and nobody else', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.join(port, 'tea', 'bob')
  await using cid = await Person.join(port, 'chess', 'cid')
  await ann.hear()
  expect(await ann.say('tea', 'hello')).toEqual([line('ann', 'hello'), done])
  expect(await bob.hear()).toEqual(line('ann', 'hello'))
  expect(await cid.say('chess', '/find hello')).toEqual([{ is: 'found', room: 'chess', lines: [] }, done])
})

test('many demands at once are met one after the other, and answered in their order', async () => {
  await using server = await open()
  await using ann = await Person.connect(await server.getPort())
  ann.type({ do: 'join', room: 'tea', as: 'ann' })
  for (let i = 1; i <= 200; i++) ann.type({ do: 'say', room: 'tea', text: `${i}` })
  ann.type('hello?')
  for (let i = 0; i < 3; i++) await ann.hear()
  for (let i = 1; i <= 200; i++) expect([await ann.hear(), await ann.hear()]).toEqual([line('ann', `${i}`), done])
  expect(await ann.hear()).toMatchObject({ is: 'refused' })
})

test('a whisper reaches one, and nobody else', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.join(port, 'tea', 'bob')
  await using cid = await Person.join(port, 'tea', 'cid')
  expect(await cid.ask({ do: 'whisper', room: 'tea', to: 'bob', text: 'psst' })).toEqual([done])
  await bob.hear()
  expect(await bob.hear()).toEqual({ is: 'whisper', room: 'tea', who: 'cid', text: 'psst' })
  expect((await ann.say('tea', '/find psst')).at(-2)).toEqual({ is: 'found', room: 'tea', lines: [] })
})

test('who leaves a room hears no more of it, and may come back', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.join(port, 'tea', 'bob')
  await ann.hear()
  expect(await bob.ask({ do: 'leave', room: 'tea' })).toEqual([{ is: 'gone', room: 'tea' }, done])
  expect(await ann.hear()).toEqual({ is: 'left', room: 'tea', who: 'bob' })
  await ann.say('tea', 'now that he is gone')
  expect((await bob.ask({ do: 'join', room: 'tea', as: 'robert' })).map((news) => news?.is)).toEqual([
    'joined',
    'room',
    'done',
  ])
  expect(await ann.hear()).toEqual({ is: 'joined', room: 'tea', who: 'robert' })
})

test('a goodbye that comes late takes the name from nobody who has it by now', async () => {
  await using server = await open()
  const port = await server.getPort()
  await using ann = await Person.join(port, 'tea', 'ann')
  await using bob = await Person.join(port, 'tea', 'bob')
  await ann.hear()
  const [room] = server.system.instancesOf(Room)
  const [, bobs] = server.system.instancesOf(Visitor)
  room!.leave('ann', bobs!)
  expect(await bob.say('tea', 'hello')).toEqual([line('bob', 'hello'), done])
  expect(await ann.hear()).toEqual(line('bob', 'hello'))
})
