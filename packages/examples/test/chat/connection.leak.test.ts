import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ControlClient, formatRelease, serveControl } from '@instar/control'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChatServer } from '../../src/chat/server.js'
import { changed, classesOf, releaseOf } from './changed.js'
import { Person } from './person.js'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'chat-leak-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

test('sockets that are open through a deploy of everything keep nothing of the old code', async () => {
  const edits = {
    ...changed('connection.ts', ["'the server ends'", "'goodbye'"]),
    ...changed('visitor.ts', ['`you are not in ${demand.room}`', '`sorry, not in ${demand.room}`']),
    ...changed('gathering.ts', ['`nobody called ${to} is in ${this.room}`', "'who?'"]),
    ...changed('lobby.ts', ['mostRooms = 100', 'mostRooms = 99']),
  }
  await using server = await ChatServer.open(await classesOf('v1.ts'), 0)
  const path = join(folder, 'run', 'chat.sock')
  await using _control = await serveControl(server.system, { path })
  await using ann = await Person.join(await server.getPort(), 'tea', 'ann')
  const operator = await ControlClient.find({ control: path })
  const { report } = await operator.call('upgrade', { release: formatRelease(await releaseOf('v2.ts', edits)) })
  expect(report.outcome).toBe('committed')
  expect(await ann.say('tea', '/react +1')).toMatchObject([{ is: 'reaction' }, { is: 'done' }])
  for (const name of ['Room', 'Visitor', 'Connection', 'Gathering', 'Lobby']) {
    const answer = await operator.call('purge', { class: name, mode: 'soft', prove: true })
    expect(answer, name).toMatchObject({ outcome: 'purged', left: [] })
  }
  expect(await ann.say('chess', 'hello')).toEqual([{ is: 'refused', problem: 'sorry, not in chess' }])
})
