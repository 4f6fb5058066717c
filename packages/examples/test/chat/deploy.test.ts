import type { ActorClass } from '@instar/core'
import { expect, test } from 'vitest'
import { Crowd } from '../../src/chat/crowd.js'
import { ChatServer } from '../../src/chat/server.js'
import { classesOf } from './changed.js'
import { Person } from './person.js'

const found = async (person: Person, words: string): Promise<unknown> =>
  (await person.say('tea', `/find ${words}`)).find((news) => news?.is === 'found')?.['lines']

function namedOf(classes: readonly ActorClass[], name: string): ActorClass {
  return classes.find((value) => value.name === name)!
}

test('a deploy while people type, up and down: nobody is disconnected, no line is lost or doubled, no instance is new', async () => {
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v2.ts')]
  await using server = await ChatServer.open(first, 0)
  const crowd = await Crowd.gather(12, ['tea', 'chess', 'music'], await server.getPort())
  const pids = (): string[] =>
    ['Room', 'Visitor'].flatMap((name) => [...server.system.instancesOf(namedOf(first, name))].map(({ pid }) => pid))
  const before = pids()
  const end = new AbortController()
  const talk = crowd.typeUntil(end.signal)
  for (const classes of [second, first, second]) {
    await crowd.hear(200)
    expect(await server.system.upgrade(classes)).toMatchObject({ outcome: 'committed', migrated: 3 })
  }
  await crowd.hear(200)
  end.abort()
  await talk
  const account = await crowd.account()
  expect(account).toMatchObject({ delivered: account.said * 4, lost: 0, doubled: 0, failed: 0, disconnects: 0 })
  expect(account.said).toBeGreaterThan(800)
  expect(pids()).toEqual(before)
  await crowd.leave()
})

test('the new rooms keep the last 100 lines; what they had left out comes back with the old ones, and what was said since', async () => {
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v2.ts')]
  await using server = await ChatServer.open(first, 0)
  await using ann = await Person.join(await server.getPort(), 'tea', 'ann')
  await ann.say('tea', 'the key: under the mat')
  for (let i = 1; i <= 100; i++) await ann.say('tea', `line ${i}`)
  await server.system.upgrade(second)
  expect(await found(ann, 'key')).toEqual([])
  expect(await found(ann, 'line 57')).toEqual([{ at: null, who: 'ann', text: 'line 57' }])
  await ann.say('tea', 'where is the key?')
  expect(await found(ann, 'key')).toEqual([
    { at: expect.stringMatching(/^\d{4}-/), who: 'ann', text: 'where is the key?' },
  ])
  await server.system.rollback()
  expect(await found(ann, 'key')).toEqual(['ann: the key: under the mat', 'ann: where is the key?'])
  expect(await found(ann, 'line 57')).toEqual(['ann: line 57'])
})

test('after a purge the way back has no more lines than the room', async () => {
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v2.ts')]
  await using server = await ChatServer.open(first, 0)
  await using ann = await Person.join(await server.getPort(), 'tea', 'ann')
  for (let i = 1; i <= 101; i++) await ann.say('tea', `line ${i}.`)
  await server.system.upgrade(second)
  expect(server.system.purge('Room').outcome).toBe('purged')
  expect(await server.system.upgrade(await classesOf('v1.ts'))).toMatchObject({ outcome: 'committed' })
  expect(await found(ann, 'line 1.')).toEqual([])
  expect(await found(ann, 'line 2.')).toEqual(['ann: line 2.'])
})

test('reactions are counted, survive a way down and up again, and only a few are known', async () => {
  const [first, second] = [await classesOf('v1.ts'), await classesOf('v2.ts')]
  await using server = await ChatServer.open(second, 0)
  await using ann = await Person.join(await server.getPort(), 'tea', 'ann')
  const react = async (sign: string): Promise<unknown> => (await ann.say('tea', `/react ${sign}`)).at(0)
  expect(await react('+1')).toMatchObject({ is: 'reaction', who: 'ann', sign: '+1', count: 1 })
  expect(await react('constructor')).toEqual({ is: 'refused', problem: 'a reaction is one of +1 -1 ! ?' })
  await server.system.upgrade(first)
  expect(await react('+1')).toEqual({ is: 'refused', problem: 'this room knows /topic and /find, not /react' })
  await server.system.upgrade(second)
  expect(await react('+1')).toMatchObject({ count: 2 })
})
