// The story: a server runs in a process of its own, clients talk to it, and an operator at a terminal upgrades its class,
// takes that back, and upgrades again. The clients keep book of what they lose. `say` gets it line by line.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from './client.js'
import { Clients } from './clients.js'
import { sources } from './serve.js'
import { ServerProcess } from './server-process.js'
import { Terminal } from './terminal.js'

export interface Outcome {
  readonly disconnects: number
  readonly lost: number
  /** Whether the server ran in one process from beginning to end. */
  readonly isSameProcess: boolean
  /** Whether no code of a replaced version is left in that process. */
  readonly isForgotten: boolean
}

type Say = (line: string) => void

const size = 50

/** Tells the story, as it happens. */
export async function tellStory(say: Say): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'greeter-'))
  try {
    return await tellIn(folder, say)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function tellIn(folder: string, say: Say): Promise<Outcome> {
  for (const name of ['v1.ts', 'v1_1.ts', 'connection.ts']) await cp(join(sources, name), join(folder, name))
  const terminal = new Terminal(folder, join(folder, 'run', 'greeter.sock'))
  const type = (...args: string[]): Promise<void> => show(terminal, say, ...args)

  say('Two versions of a class are built as releases, and a server is started with the first, in a process of its own:')
  await type('release', 'build', 'v1.ts', '--name', 'greeter-1.0.0', '--out', 'greeter-1.0.0.release')
  await type('release', 'build', 'v1_1.ts', '--name', 'greeter-1.1.0', '--out', 'greeter-1.1.0.release')
  await using server = await ServerProcess.start(
    new URL('main.js', import.meta.url),
    join(folder, 'run', 'greeter.sock'),
    join(folder, 'greeter-1.0.0.release'),
  )
  const before = await processIdOf(terminal)
  const clients = await Clients.gather(size, server.port)
  await clients.say(40)
  say(`${size} clients are connected from another process, each with a greeter of its own, and talk:`)
  say(`  ${clients.sample}`)
  say('What would an upgrade do?')
  await type('plan', 'greeter-1.1.0.release')

  say('In the middle of their talk the class is upgraded. One more had asked the old class to ponder:')
  const thinker = await Client.connect('thinker', server.port, () => {})
  // The answer to the first line says that the second has come too.
  await thinker.ask('thinker\nponder why')
  await during(clients, () => type('upgrade', 'greeter-1.1.0.release', '--yes'))
  say(`The same ${clients.heard('Hey there, next version!')} sockets, from new code with the old count:`)
  say(`  ${clients.sample}`)
  await type('lingering')
  for (const answer of await Promise.all([thinker.ask('thinker'), thinker.hear()]))
    say(`  the thinker hears: ${answer}`)

  say('In the middle of their talk it is taken back:')
  await during(clients, () => type('rollback'))
  say(`The same ${clients.heard('Hello, ')} sockets talk as before:`)
  say(`  ${clients.sample}`)

  say('And upgraded again, straight from TypeScript sources on disk; this time it stays, and the old code goes:')
  await during(clients, () => type('upgrade', 'v1_1.ts', '--yes'))
  await type('confirm')
  const { left } = await purge(terminal, say)
  await type('history')

  const isSameProcess = server.isRunning && before === server.id && (await processIdOf(terminal)) === before
  const outcome = {
    disconnects: clients.disconnects + Number(thinker.isDisconnected),
    lost: clients.lost,
    isSameProcess,
    isForgotten: left.length === 0,
  }
  await Promise.all([clients.leave(), thinker.leave()])
  say('What it cost:')
  say(`  ${outcome.disconnects} disconnects`)
  say(`  ${outcome.lost} lost replies, of ${clients.said}`)
  say(`  ${clients.longestWaitMs.toFixed(1)} ms was the longest wait for a reply`)
  say(`  the server ran in ${isSameProcess ? 'one process' : 'several processes'} from beginning to end`)
  return outcome
}

/** Does something while the clients talk, from before its beginning until after its end. */
async function during(clients: Clients, act: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const talk = clients.talkUntil(end.signal)
  await clients.hear(size)
  await act()
  end.abort()
  await talk
}

/** Calls a command, and shows it with what it said. */
async function show(terminal: Terminal, say: Say, ...args: string[]): Promise<void> {
  const { lines, code } = await terminal.call(...args)
  say(`  $ instar ${args.join(' ')}`)
  for (const line of lines) say(`  ${line}`.trimEnd())
  if (code !== 0) throw new Error(`instar ${args[0]} ended with ${code}`)
}

async function purge(terminal: Terminal, say: Say): Promise<{ readonly left: readonly string[] }> {
  await show(terminal, say, 'purge', 'Greeter', '--prove', '--yes')
  return terminal.ask('purge', 'Greeter', '--prove', '--yes')
}

async function processIdOf(terminal: Terminal): Promise<number> {
  return (await terminal.ask<{ readonly processId: number }>('status')).processId
}
