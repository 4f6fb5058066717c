// The story: clients stay connected and talk while the class of their greeters is upgraded and downgraded, and keep book of
// what they lose. `say` gets it line by line.

import type { UpgradeReport } from '@instar/core'
import { Clients } from './clients.js'
import type { GreeterClass } from './connection.js'
import { GreeterServer } from './server.js'
import type { Memorable } from './memory.js'
import { makeGreeter } from './v1.js'
import { makeNextGreeter } from './v1_1.js'

export interface Outcome {
  readonly disconnects: number
  readonly lost: number
  /** The versions that were loaded, in that order. */
  readonly versions: readonly Memorable[]
}

const size = 50
const lines = 40

/** Tells the story, as it happens. */
export async function tellStory(say: (line: string) => void): Promise<Outcome> {
  await using server = await GreeterServer.open(makeGreeter, 0)
  const clients = await Clients.gather(size, await server.getPort())
  await clients.say(lines)
  say(`${size} clients are connected to a server, each with a Greeter ${server.version} of its own, and talk:`)
  say(`  ${clients.sample}`)

  say('In the middle of their talk the class is upgraded. An attribute gets a new name, another one is added:')
  const up = await change(server, clients, makeNextGreeter)
  for (const line of describe(up)) say(line)
  say(`The same ${clients.heard('Hey there, next version!')} sockets, from new code with the old count:`)
  say(`  ${clients.sample}`)
  say(`  ${forget(server)}`)

  say('In the middle of their talk it is downgraded:')
  const down = await change(server, clients, makeGreeter)
  for (const line of describe(down)) say(line)
  say(`The same ${clients.heard('Hello, ')} sockets talk as before:`)
  say(`  ${clients.sample}`)
  say(`  ${forget(server)}`)

  const versions = await server.classes.inspect()
  const outcome = { disconnects: clients.disconnects, lost: clients.lost, versions }
  await clients.leave()
  say('What it cost:')
  say(`  ${outcome.disconnects} disconnects`)
  say(`  ${outcome.lost} lost replies, of ${clients.said}`)
  say(`  ${ms(up.pauseMs)} of pause for the upgrade, ${ms(down.pauseMs)} for the downgrade`)
  say(`  ${ms(clients.longestWaitMs)} was the longest wait for a reply`)
  say('What became of the classes that were loaded, the last of which runs, after a collection of garbage:')
  for (const { name, isGone } of versions) say(`  ${name}: ${isGone ? 'gone' : 'in memory'}`)
  return outcome
}

/** Changes the version when half of what the clients have to say is answered. */
async function change(server: GreeterServer, clients: Clients, make: () => GreeterClass): Promise<UpgradeReport> {
  const half = clients.hear((size * lines) / 2)
  const talk = clients.say(lines)
  await half
  const report = await server.become(make)
  await talk
  // Who had said everything before the change was over has not met it yet.
  await clients.say(1)
  return report
}

function* describe(report: UpgradeReport): Generator<string> {
  for (const { class: name, from, to, instances } of report.classes) {
    yield `  ${name} ${from} -> ${to} under ${instances} instances: ${report.outcome}, ${report.migrated} migrated`
  }
  for (const { attributes } of report.plan.changes) {
    const renamed = Object.entries(attributes.renamed).map(([before, after]) => `${before} -> ${after}`)
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
    yield `  attributes renamed: ${list(renamed)}; added: ${list(attributes.added)}; dropped: ${list(attributes.dropped)}`
  }
}

function forget(server: GreeterServer): string {
  const { outcome, class: name, versions } = server.purge()
  return `purge of ${name} ${versions.join(', ')}: ${outcome}`
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}
