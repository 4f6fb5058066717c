// The server to play with by hand: people talk to it with nc, its operator presses keys.

import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { host } from './acceptor.js'
import type { GreeterClass } from './connection.js'
import { GreeterServer } from './server.js'
import { makeGreeter } from './v1.js'
import { makeNextGreeter } from './v1_1.js'

export interface Desk {
  /** Where the operator types. */
  readonly input: NodeJS.ReadableStream
  readonly say: (line: string) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

const keys: Readonly<Record<string, () => GreeterClass>> = { u: makeNextGreeter, d: makeGreeter }

/** Serves until the signal; rejects when it cannot listen on the port. */
export async function serve(port: number, { input, say, signal }: Desk): Promise<void> {
  await using server = await GreeterServer.open(makeGreeter, port)
  const listening = await server.getPort()
  say(`Greeter ${server.version} listens on ${host}:${listening}. Talk to it, line by line: nc ${host} ${listening}`)
  say('u + Enter upgrades it to 1.1.0, d + Enter downgrades it to 1.0.0, Ctrl-C ends it.')
  const desk = createInterface({ input })
  let work = Promise.resolve()
  desk.on('line', (line) => {
    work = work.then(() => press(line.trim(), server, say))
  })
  if (!signal.aborted) await once(signal, 'abort')
  desk.close()
  await work
  say('The server closes its connections and ends.')
}

async function press(key: string, server: GreeterServer, say: Desk['say']): Promise<void> {
  if (key === '') return
  const make = keys[key]
  if (make === undefined) return say(`There is no key ${JSON.stringify(key)}: u upgrades, d downgrades, Ctrl-C ends.`)
  say(String(await server.become(make)))
  const { outcome, versions } = server.purge()
  if (outcome === 'purged') say(`  forgotten: ${versions.join(', ')}`)
}
