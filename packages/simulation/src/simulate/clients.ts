// What clients do to instances: each message is written into the ledger before it is sent, and its end when that is heard.

import { InstarError } from '@instar/core'
import { workOf } from './creature.js'
import type { Entry, Life } from './ledger.js'
import type { Action } from './workload.js'
import type { Inhabitant, World } from './world.js'
import { versions } from './zoo.js'

/** Milliseconds that an impatient caller waits. */
const patience = 40

export class Clients {
  constructor(private readonly world: World) {}

  /** Does to an instance what an action says. */
  address({ deed, other }: Action, target: Inhabitant): void {
    const { ref, life } = target
    switch (deed) {
      case 'grow':
      case 'crash':
        return ref[deed](this.oneway(deed, life).id)
      case 'growLater':
        return ref.growLater(this.oneway(deed, life).id, this.oneway('grow', life, -life.id).id)
      case 'relay':
        return this.relay(target, this.world.pick(other)!)
      case 'ask':
        // What the same instance has sent before, and no longer stands for, must not be overtaken.
        this.relay(target, this.world.pick(other)!)
        return this.ask(target, this.world.pick(other)!)
      case 'peek':
      case 'fail':
      case 'linger': {
        const entry = this.request(deed, life)
        return this.await(entry, ref[deed](entry.id) as Promise<unknown>)
      }
      case 'giveUp': {
        const entry = this.request('linger', life)
        return this.await(entry, ref.with({ timeout: patience }).linger(entry.id))
      }
      case 'work':
        return this.work(target, other)
      case 'poke':
        return this.poke(life)
      case 'stop':
      case 'kill':
        return this.world.end(target, deed)
      case 'feed':
        return this.feed(other)
      case 'visit':
        return this.visit(other)
      case 'crashChild':
        return this.crashChild(other)
      case 'dismiss':
        return this.dismiss(other)
    }
  }

  /** Calls a static method that waits. */
  count(): void {
    const entry = this.world.ledger.send('static count', 0, 0, true)
    const answer = this.world.system.static(versions.Creature[0]).count(this.world.ledger, entry.id)
    this.await(
      entry,
      answer.then(() => entry.id),
    )
  }

  /** A fly comes into a web: any, or one that is the last, makes the loop fail, or takes its time. */
  private feed(which: number): void {
    const living = this.world.inhabitants.filter(({ class: name, life }) => name === 'Spider' && !life.hasEnded)
    const spider = living[which % living.length]
    const fly = (['last fly', 'bad fly', 'tough fly', 'tough fly'] as const)[which]
    if (spider !== undefined) this.world.ledger.webs.feed(fly ?? 'fly', spider.life.id)
  }

  private visit(which: number): void {
    const { keepers, ledger } = this.world
    const keeper = keepers[which % keepers.length]
    if (keeper === undefined) return
    const entry = ledger.send('visit', keeper.life.id, 0, true)
    this.await(entry, keeper.ref.visit(entry.id))
  }

  /** A child of a supervisor fails. */
  private crashChild(which: number): void {
    const children = this.world.inhabitants.filter(({ life }) => life.keeper !== 0 && !life.hasEnded)
    const child = children[which % children.length]
    if (child !== undefined) child.ref.crash(this.oneway('crash', child.life).id)
  }

  private dismiss(which: number): void {
    const { keepers } = this.world
    const keeper = keepers[which % keepers.length]
    if (keeper !== undefined) this.world.end(keeper, which % 2 === 0 ? 'stop' : 'kill')
  }

  private relay({ ref, life }: Inhabitant, friend: Inhabitant): void {
    const first = this.oneway('relay', life)
    ref.relay(first.id, friend.ref, this.oneway('grow', friend.life, life.id).id)
  }

  // Only the older ask the younger: two that wait for each other's mailbox are no chain, and only a time limit would part them.
  private ask({ ref, life }: Inhabitant, friend: Inhabitant): void {
    if (life.id >= friend.life.id) return
    const entry = this.request('ask', life)
    const first = this.oneway('grow', friend.life, life.id)
    const next = this.oneway('peekSlowly', friend.life, life.id)
    this.await(entry, ref.ask(entry.id, friend.ref, first.id, next.id))
  }

  private work({ ref, life }: Inhabitant, which: number): void {
    const levels = this.world.system.inspect(ref)?.versions ?? {}
    const methods = Object.entries(workOf).filter(([name]) => name in levels)
    const [, method] = methods[which % methods.length] ?? ['Creature', 'peekSlowly']
    const entry = this.request(method, life)
    this.await(entry, (ref as unknown as Record<string, (id: number) => Promise<unknown>>)[method]!(entry.id))
  }

  /** A callback that holds the object: it may migrate it, and is refused by one in quarantine. */
  private poke(life: Life): void {
    if (life.hasEnded) return
    this.world.ledger.noteWrite(life.id)
    try {
      life.instance.poke()
    } catch (error) {
      const isOfMigration = error instanceof Error && error.message.startsWith('the migration of ')
      if (!isOfMigration && !(error instanceof InstarError && error.code === 'quarantined')) throw error
    }
  }

  private oneway(method: string, life: Life, sender = 0): Entry {
    return this.world.ledger.send(method, life.id, sender, false)
  }

  private request(method: string, life: Life): Entry {
    return this.world.ledger.send(method, life.id, 0, true)
  }

  private await(entry: Entry, answer: Promise<unknown>): void {
    const { ledger } = this.world
    answer.then(
      (value) => ledger.end(entry, value === entry.id || value === -1 ? 'answered' : `answered ${String(value)}`),
      (error: unknown) => ledger.end(entry, error instanceof InstarError ? String(error.code) : 'failed'),
    )
  }
}
