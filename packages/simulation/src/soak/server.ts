// The process under test: a system on the real clock with its gateway, rooms, accounts, a supervisor with workers, and a
// pulse that is fed. What must not happen in it is told as a deviation.

import { type Actor, ActorSystem, type Ref, type Reference } from '@instar/core'
import { deviationOf } from './deviations.js'
import { Editions } from './editions.js'
import { Gateway } from './gateway.js'
import { pause } from './pause.js'
import { names } from './protocol.js'

export type AnyClass = new (...args: any[]) => Actor
/** The methods of an instance whose class is only known by its name. */
export type Sends = Readonly<Record<string, (...args: unknown[]) => any>>
export type AnyRef = Sends & Reference

/** How many of each there are. */
export interface Scale {
  readonly accounts: number
  readonly rooms: number
  readonly workers: number
}

const feedMs = 20
// How often is looked whether all connections are gone, at the end.
const hearings = 250
const hearingMs = 20

export class Server {
  private fed = 0
  private feeder: NodeJS.Timeout | undefined

  private constructor(
    readonly system: ActorSystem,
    readonly editions: Editions,
    readonly scale: Scale,
    private readonly gateway: Ref<Gateway>,
  ) {}

  static async open(scale: Scale, onDeviation: (what: string) => void): Promise<Server> {
    // Longer than any stall of a loaded machine: a request that ends by its time limit is one that was lost.
    const system = await ActorSystem.start({ node: 'soak', requestTimeout: 120_000, stopTimeout: 30_000 })
    system.events$.subscribe((event) => {
      const what = deviationOf(event)
      if (what !== null) onDeviation(what)
    })
    const editions = new Editions()
    system.register(...editions.load({ editions: {} }).classes)
    await populate(system, scale)
    const server = new Server(system, editions, scale, await system.spawn(Gateway))
    server.feeder = setInterval(() => server.feed(), feedMs)
    return server
  }

  getPort(): Promise<number> {
    return this.gateway.getPort()
  }

  /** An instance by its name, to be sent what its class has. */
  at(name: string): AnyRef {
    return this.system.whereis(name) as unknown as AnyRef
  }

  async bear(name: string): Promise<AnyRef> {
    return (await this.system.spawn<AnyClass>(name, [])) as unknown as AnyRef
  }

  /** What is not as it should be when nothing is under way any more. */
  async audit(): Promise<string[]> {
    clearInterval(this.feeder)
    const [last, gaps, beats, slips] = (await this.at('pulse')['read']!()) as number[]
    return [
      ...(last === this.fed && gaps === 0
        ? []
        : [`the main loop has had ${last} of ${this.fed} items, ${gaps} astray`]),
      ...(slips === 0 ? [] : [`of ${beats} beats ${slips} came twice or not in their turn`]),
      ...(await this.countDeviations()),
    ]
  }

  async close(): Promise<void> {
    clearInterval(this.feeder)
    await this.system.stop()
  }

  private async countDeviations(): Promise<string[]> {
    // That a caller has hung up is heard of a little later.
    for (let i = 0; i < hearings && this.system.countInstances('Line') > 0; i++) await pause(hearingMs)
    const { accounts, rooms, workers } = this.scale
    const wanted = { Account: accounts, Room: rooms, Worker: workers, Crew: 1, Pulse: 1, Straggler: 0, Line: 0 }
    return Object.entries(wanted).flatMap(([name, count]) => {
      const found = this.system.countInstances(name)
      return found === count ? [] : [`there are ${found} instances of ${name} in the end, not ${count}`]
    })
  }

  private feed(): void {
    this.fed += 1
    this.at('pulse')['feed']!(this.fed)
  }
}

async function populate(system: ActorSystem, { accounts, rooms, workers }: Scale): Promise<void> {
  const spawn = (which: string, args: unknown[], name: string): Promise<unknown> =>
    system.spawn<AnyClass>(which, args, { name })
  for (let i = 0; i < accounts; i++) await spawn('Account', [], names.account(i))
  for (let i = 0; i < rooms; i++) await spawn('Room', [], names.room(i))
  await spawn('Pulse', [], 'pulse')
  await spawn('Crew', [workers], 'crew')
}
