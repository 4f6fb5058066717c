// `soak`: runs the server under load and upgrades for some minutes, and says what came of it. Ctrl-C ends it in order.

import { Command, InvalidArgumentError } from 'commander'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Facts } from './facts.js'
import { pictureOf } from './picture.js'
import { Soak } from './soak.js'
import { tableOf } from './table.js'

interface Options {
  readonly minutes: number
  readonly seed: number
  readonly connections: number
  readonly every: number
  readonly overlook: number
  readonly picture: string
  readonly json?: true
}

const options = new Command('soak')
  .description('Upgrades a server every second, with faults, while callers on real sockets count every answer.')
  .option('--minutes <n>', 'how long; fractions are allowed', positive, 1)
  .option('--seed <n>', 'the seed of all chance', whole, 1)
  .option('--connections <n>', 'how many callers', count, 16)
  .option('--every <ms>', 'milliseconds from one upgrade to the next', positive, 1000)
  .option('--picture <file>', 'where the picture of memory and pauses goes', 'soak.svg')
  .option('--overlook <n>', 'the load overlooks its n-th answer, to see that this is noticed', whole, 0)
  .option('--json', 'print one line of JSON and nothing else')
  .parse()
  .opts<Options>()

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0) || value === Infinity) throw new InvalidArgumentError('It is no positive number.')
  return value
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is no whole number.')
  return Number(text)
}

function count(text: string): number {
  if (whole(text) === 0) throw new InvalidArgumentError('There has to be one.')
  return Number(text)
}

const interruption = new AbortController()
process.on('SIGINT', () => interruption.abort())
process.on('SIGTERM', () => interruption.abort())

function showProgress({ timeline, operator: { outcomes, server } }: Soak): void {
  if (options.json === true || !process.stdout.isTTY) return
  const { committed, refused, rolledBack } = outcomes
  const messages = server.system.statistics().handled.toLocaleString('en')
  const counts = `${messages} messages, ${committed} committed, ${refused} refused, ${rolledBack} rolled back`
  const text = `${Math.round(timeline.now())} s  ${counts}, ${timeline.violationCount} violations  ${timeline.scenario}`
  process.stdout.write(`\r\u001B[K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`)
}

function tell(facts: Facts, picture: string): void {
  if (options.json === true) return console.log(JSON.stringify({ ...facts, picture }))
  if (process.stdout.isTTY) process.stdout.write('\r\u001B[K')
  console.log(tableOf(facts))
  console.log(`Picture: ${picture}`)
}

const { minutes, connections, seed } = options
if (options.json !== true)
  console.log(`${minutes} minutes, ${connections} connections, seed ${seed}. Ctrl-C ends it in order, with the report.`)
const { facts, course } = await Soak.run({ ...options, signal: interruption.signal, onProgress: showProgress })
// Where the command was called, not where the package manager runs it.
const picture = resolve(process.env['INIT_CWD'] ?? process.cwd(), options.picture)
writeFileSync(picture, pictureOf(facts, course))
tell(facts, picture)
process.exitCode = facts.isClean ? 0 : 1
