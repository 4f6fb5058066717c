// The story: a server runs in a process of its own, people type in its rooms, and an operator at a terminal deploys another
// class of rooms, takes that back, and deploys it again. Everybody keeps book of what is lost. `say` gets it line by line.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Crowd } from './crowd.js'
import { Guest } from './guest.js'
import { Operator } from './operator.js'
import { costOf, type Outcome } from './outcome.js'
import { beside, sources } from './serve.js'
import { ServerProcess } from '../greeter/server-process.js'

type Say = (line: string) => void

const size = 20
const rooms = ['tea', 'chess', 'music', 'weather']
const files = ['v1.ts', 'v2.ts', ...beside, 'gathering.ts', 'history.ts', 'connection.ts', 'protocol.ts']

/** Tells the story, as it happens. */
export async function tellStory(say: Say): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-'))
  try {
    return await tellIn(folder, say)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function tellIn(folder: string, say: Say): Promise<Outcome> {
  for (const name of files) await cp(join(sources, name), join(folder, name))
  const control = join(folder, 'run', 'chat.sock')
  const operator = new Operator(folder, control, say)
  say('Two versions are built as releases, and a server is started with the first, in a process of its own:')
  await operator.build('v1.ts', 'chat-1.0.0')
  await operator.build('v2.ts', 'chat-2.0.0')
  await using server = await ServerProcess.start(
    new URL('main.js', import.meta.url),
    control,
    join(folder, 'chat-1.0.0.release'),
  )
  const zoe = await Guest.connect('zoe', server.port, say)
  const crowd = await openRooms(zoe, server.port, say)
  await tellDeploys(zoe, crowd, operator, say)

  const isSameProcess = server.isRunning && (await operator.processId()) === server.id
  const isForgotten = await operator.isForgotten('Room')
  const account = await crowd.account()
  const disconnects = account.disconnects + Number(zoe.isDisconnected)
  const parts = { disconnects, members: size / rooms.length, pauses: operator.pauses, isSameProcess, isForgotten }
  const outcome = { ...account, ...parts }
  await Promise.all([crowd.leave(), zoe.leave()])
  say('What it cost:')
  for (const line of costOf(outcome)) say(`  ${line}`)
  return outcome
}

async function openRooms(zoe: Guest, port: number, say: Say): Promise<Crowd> {
  say('Zoe comes by, and does not know the language at first:')
  await zoe.type('hello?')
  await zoe.type({ do: 'join', room: 'tea', as: 'zoe' })
  await zoe.tell('tea', 'the key is under the mat')
  await zoe.tell('tea', '/react +1')
  say('Somebody else has a bad connection:')
  const tom = await Guest.connect('tom', port, () => {})
  await tom.type({ do: 'join', room: 'tea', as: 'tom' })
  await zoe.waitFor('joined')
  tom.vanish()
  await zoe.waitFor('left')
  const crowd = await Crowd.gather(size, rooms, port)
  await crowd.type(50)
  await zoe.catchUp('tea')
  say(`${size} people join ${rooms.length} rooms from another process, and type 50 lines each.`)
  await zoe.tell('tea', '/find key')
  return crowd
}

async function tellDeploys(zoe: Guest, crowd: Crowd, operator: Operator, say: Say): Promise<void> {
  say('What would a deploy do?')
  await operator.type('plan', 'chat-2.0.0.release')
  say('While everybody types, the rooms are changed. They keep 100 lines from now on, and know a new word:')
  await during(crowd, zoe, () => operator.type('upgrade', 'chat-2.0.0.release', '--yes'))
  await zoe.tell('tea', '/find key')
  await zoe.tell('tea', '/react +1')
  await zoe.tell('tea', 'who has it?')
  say('While everybody types, it is taken back. What had been dropped is there again:')
  await during(crowd, zoe, () => operator.type('rollback'))
  await zoe.tell('tea', '/find key')
  await zoe.tell('tea', '/react +1')
  say('And deployed again, this time for good; what the way back had taken is there again, and the old code goes:')
  await during(crowd, zoe, () => operator.type('upgrade', 'chat-2.0.0.release', '--yes'))
  await zoe.tell('tea', '/react +1')
  await operator.type('confirm')
  await operator.type('purge', 'Room', '--prove', '--yes')
}

/** Does something while people type, from before its beginning until after its end. */
async function during(crowd: Crowd, zoe: Guest, act: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const talk = crowd.typeUntil(end.signal)
  await crowd.hear(size)
  await act()
  end.abort()
  await talk
  await zoe.catchUp('tea')
}
