// A soak from its start to its facts: the server, the load, and an upgrade at each tick until the time is up or somebody
// interrupts. Then the load comes to rest, the sums are compared, and all is closed in order.

import { messageOf } from '@instar/core'
import { SeededRandom } from '@instar/core/testing'
import { type Course, type Facts, factsOf } from './facts.js'
import { lifeFaults } from './life-faults.js'
import { lingeringFaults } from './lingering-faults.js'
import { Crowd } from './load/crowd.js'
import { Memory } from './memory.js'
import { migrationFaults } from './migration-faults.js'
import { Operator } from './operator.js'
import { pause } from './pause.js'
import { Deck, type Scenario } from './scenario.js'
import { Server } from './server.js'
import { Timeline } from './timeline.js'
import { upgrades } from './upgrades.js'

export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  readonly connections: number
  /** Milliseconds from one upgrade to the next. */
  readonly every: number
  /** The answer that the load is to overlook, counted from 1; 0 for none. */
  readonly overlook: number
  /** Ends the soak before its time. */
  readonly signal: AbortSignal
  readonly onProgress: (soak: Soak) => void
}

/** What there is at the end of a soak. */
export interface Result {
  readonly facts: Facts
  readonly course: Course
}

const idleAccounts = 1000
const rooms = 8
const workers = 4
const sampleMs = 1000
const longestCollectionMs = 30_000
/** One purge in so many is hard. */
const hardPurgeOf = 10

export class Soak {
  readonly faults = new Map<string, number>()
  readonly memory: Memory
  private readonly random: SeededRandom
  private readonly deck: Deck

  private constructor(
    readonly options: SoakOptions,
    readonly operator: Operator,
    private readonly crowd: Crowd,
    readonly timeline: Timeline,
  ) {
    this.random = new SeededRandom(options.seed)
    this.deck = new Deck([...upgrades, ...migrationFaults, ...lingeringFaults, ...lifeFaults], this.random)
    this.memory = new Memory(
      () => timeline.now(),
      () => operator.outcomes.committed,
    )
  }

  /** Runs a soak. Nothing is thrown for what goes wrong in it: that is told by the facts. */
  static async run(options: SoakOptions): Promise<Result> {
    const timeline = new Timeline()
    const { connections, seed, overlook } = options
    const scale = { accounts: idleAccounts + connections, rooms, workers }
    const server = await Server.open(scale, timeline.complain)
    const crowd = new Crowd({ port: await server.getPort(), seed, connections, rooms, workers, overlook })
    return new Soak(options, new Operator(server, timeline.complain), crowd, timeline).live()
  }

  private async live(): Promise<Result> {
    const { memory, operator, timeline } = this
    const sampling = setInterval(() => memory.sample(), sampleMs)
    await memory.sampleCollected()
    await this.playOn()
    clearInterval(sampling)
    timeline.scenario = 'end'
    const seconds = timeline.now()
    const load = await this.crowd.finish()
    for (const deviation of await operator.server.audit()) timeline.complain(deviation)
    operator.purge('hard')
    await memory.sampleCollected()
    const facts = factsOf(this, load, seconds)
    await operator.server.close()
    return { facts, course: { used: memory.used, collected: memory.collected, moments: timeline.moments } }
  }

  private async playOn(): Promise<void> {
    const { minutes, every, signal } = this.options
    const endMs = minutes * 60_000
    const collectionMs = Math.min(longestCollectionMs, endMs / 10)
    const nowMs = (): number => this.timeline.now() * 1000
    let nextCollection = collectionMs
    for (let tick = 1; nowMs() < endMs && !signal.aborted; tick++) {
      await this.play(this.deck.deal())
      this.operator.purge(tick % hardPurgeOf === 0 ? 'hard' : 'soft')
      if (nowMs() >= nextCollection) {
        nextCollection += collectionMs
        await this.memory.sampleCollected()
      }
      this.options.onProgress(this)
      await pause(Math.max(0, Math.min(tick * every, endMs) - nowMs()))
    }
  }

  private async play(scenario: Scenario): Promise<void> {
    const { operator, timeline, faults } = this
    const { name, isFault } = scenario
    const at = timeline.now()
    timeline.scenario = name
    operator.longestPauseMs = 0
    try {
      await scenario.play({ operator, random: this.random })
    } catch (error) {
      timeline.complain(`it threw: ${messageOf(error)}`)
    }
    if (isFault) faults.set(name, (faults.get(name) ?? 0) + 1)
    timeline.moments.push({ at, scenario: name, isFault, pauseMs: operator.longestPauseMs })
  }
}
