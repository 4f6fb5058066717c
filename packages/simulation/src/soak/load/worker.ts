// A thread of the load: some callers that stay, and some that come and go. It tells the crowd what it has counted, and how
// long answers took.

import { SeededRandom } from '@instar/core/testing'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { Caller } from './caller.js'
import { Conversation, type Partners } from './conversation.js'
import { addTally, emptyTally, type Tally } from './tally.js'

export interface Shift {
  readonly port: number
  readonly seed: number
  readonly partners: readonly Partners[]
  /** Which answer is to be overlooked, counted from 1; 0 for none. */
  readonly overlook: number
}

export interface Outcome {
  readonly tally: Tally
  readonly complaints: readonly string[]
  /** Microseconds. */
  readonly latency: RecordableHistogram
}

const shortestVisit = 20
/** One caller of so many comes and goes. */
const visitorOf = 4

const { port, seed, partners, overlook } = workerData as Shift
const latency = createHistogram()
const ending = new AbortController()
const isOver = (): boolean => ending.signal.aborted
let heard = 0

function isOverlooked(): boolean {
  heard += 1
  return heard === overlook
}

async function live(partner: Partners, place: number): Promise<Conversation> {
  const record = (ms: number): void => latency.record(Math.max(1, Math.round(ms * 1000)))
  const conversation = new Conversation(partner, () => performance.now(), record)
  const random = new SeededRandom(seed * 1000 + partner.account)
  const caller = new Caller(conversation, port, random, isOverlooked)
  const isVisitor = place % visitorOf === visitorOf - 1
  do await caller.call(isVisitor ? shortestVisit * (1 + random.next()) : Infinity, isOver)
  while (!isOver() && conversation.tally.disconnects === 0)
  return conversation
}

parentPort!.once('message', () => ending.abort())
const conversations = await Promise.all(partners.map(live))
const outcome: Outcome = {
  tally: conversations.reduce((sum, { tally }) => addTally(sum, tally), emptyTally()),
  complaints: conversations.flatMap(({ complaints }) => complaints),
  latency,
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- The port of a thread, not a window.
parentPort!.postMessage(outcome)
