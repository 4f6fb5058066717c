import { Actor, actor, type ActorClass, request } from '@instar/core'
import { expect, test } from 'vitest'
import { ChatServer } from '../../src/chat/server.js'
import { changed, classesOf } from './changed.js'
import { Person } from './person.js'

const countingConnection = changed(
  'connection.ts',
  ['import { Actor, actor, oneway', 'import { Actor, actor, attribute, oneway'],
  ['  private isAlive', '  @attribute({ initial: 0 }) told!: number\n  private isAlive'],
  ['JSON.stringify(news)', 'JSON.stringify({ ...news, told: (this.told += 1) })'],
)
const politeVisitor = changed('visitor.ts', ['`you are not in ${demand.room}`', '`sorry, not in ${demand.room}`'])
const curtGathering = changed('gathering.ts', ['`nobody called ${to} is in ${this.room}`', "'who?'"])

const notInChess = { is: 'refused', problem: 'you are not in chess' }
const noBob = { is: 'refused', problem: 'nobody called bob is in tea' }
const toChess = { do: 'say', room: 'chess', text: 'hello' } as const
const toBob = { do: 'whisper', room: 'tea', to: 'bob', text: 'psst' } as const

test.each([
  ['connections', countingConnection, toChess, notInChess, { ...notInChess, told: 1 }],
  ['visitors', politeVisitor, toChess, notInChess, { is: 'refused', problem: 'sorry, not in chess' }],
  ['gatherings', curtGathering, toBob, noBob, { is: 'refused', problem: 'who?' }],
])('a deploy of %s, up and down, disconnects nobody and loses no membership', async (_, edits, demand, old, young) => {
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v1.ts', edits)]
  await using server = await ChatServer.open(first, 0)
  await using ann = await Person.join(await server.getPort(), 'tea', 'ann')
  expect(await ann.ask(demand)).toEqual([old])
  expect(await server.system.upgrade(second)).toMatchObject({ outcome: 'committed' })
  expect(await ann.ask(demand)).toEqual([young])
  expect(await server.system.upgrade(first)).toMatchObject({ outcome: 'committed' })
  expect(await ann.ask(demand)).toEqual([old])
  expect(await ann.say('tea', 'hello')).toMatchObject([{ is: 'line', who: 'ann' }, { is: 'done' }])
})

test('what somebody types while visitors are deployed, before there is one to hear it, is not lost', async () => {
  const first = await classesOf('v1.ts')
  let ask!: () => void
  let answer!: (room: null) => void
  const asked = new Promise<void>((resolve) => (ask = resolve))
  const answered = new Promise<null>((resolve) => (answer = resolve))
  @actor({ version: '1.0.0' })
  class Lobby extends Actor {
    @request() find(): Promise<null> {
      ask()
      return answered
    }
  }
  const visitors = (classes: readonly ActorClass[]) => classes.filter(({ name }) => name !== 'Lobby')
  await using server = await ChatServer.open([...visitors(first), Lobby], 0)
  const port = await server.getPort()
  await using ann = await Person.connect(port)
  ann.type({ do: 'join', room: 'tea', as: 'ann' })
  // Until the lobby answers, ann's visitor is in the middle of something, and the upgrade waits for it.
  await asked
  const upgrade = server.system.upgrade(visitors(await classesOf('v1.ts', politeVisitor)))
  await using bob = await Person.connect(port)
  bob.type(toChess)
  await using _cid = await Person.connect(port)
  answer(null)
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  expect(await bob.hear()).toEqual({ is: 'refused', problem: 'sorry, not in chess' })
})
