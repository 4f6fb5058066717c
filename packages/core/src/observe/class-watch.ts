// The watch over the attributes of one class, for as long as somebody observes it or one of its instances; nobody pays
// before or after. The guard of the class tells of every write before it happens. So the first write of another message, or
// of no message, shows that what came before is over, and the state is still as that left it: no hook in the loop of
// messages is needed. The last message of a turn is looked at when the turn is over, one that waits when it has come to rest.

import type { Subscriber } from 'rxjs'
import { stateKey } from '../class/keys.js'
import type { InstanceChange, ValueChange } from '../protocol/changes.js'
import type { Message } from '../protocol/message.js'
import { cellOf } from '../instance/construction.js'
import type { Cell } from '../instance/cell.js'
import type { StateObserver } from '../registry/guard.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Outbox } from './outbox.js'

export type Listener = Subscriber<InstanceChange>

type State = Readonly<Record<string, unknown>>

/** What one message, or code outside of all messages, has written to one instance so far. */
interface Writes {
  readonly cell: Cell
  readonly message: Message | null
  readonly version: string
  readonly state: State
  /** The attributes that were written, as they were before. */
  readonly before: Map<string, unknown>
}

export class ClassWatch implements StateObserver {
  private readonly ofOne = new Map<Cell, Set<Listener>>()
  private readonly ofAll = new Set<Listener>()
  private readonly open = new Map<Cell, Writes>()

  constructor(
    private readonly live: LiveClass,
    private readonly outbox: Outbox,
  ) {
    live.guard.watch(this.onWrite)
    live.guard.observer = this
  }

  /** Takes the watch off its class. */
  end(): void {
    this.live.guard.unwatch(this.onWrite)
    this.live.guard.observer = null
  }

  get isNeeded(): boolean {
    return this.ofOne.size + this.ofAll.size > 0
  }

  observe(cell: Cell, listener: Listener): void {
    const listeners = this.ofOne.get(cell)
    if (listeners === undefined) this.ofOne.set(cell, new Set([listener]))
    else listeners.add(listener)
  }

  observeAll(listener: Listener): void {
    this.ofAll.add(listener)
  }

  leave(cell: Cell, listener: Listener): void {
    const listeners = this.ofOne.get(cell)
    if (listeners?.delete(listener) === true && listeners.size === 0) this.ofOne.delete(cell)
  }

  leaveAll(listener: Listener): void {
    this.ofAll.delete(listener)
  }

  onRest(cell: object): void {
    this.close(this.open.get(cell as Cell))
  }

  onExchange(cell: object, before: object, after: object): void {
    const who = cell as Cell
    this.close(this.open.get(who))
    const listeners = this.listenersOf(who)
    if (listeners.length === 0) return
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    const changed = compare(names, (name) => (before as State)[name], after as State)
    // In the midst of a commit the class does not have its new version yet.
    this.outbox.put(() => tell(listeners, who, who.live.current.version, changed))
  }

  onExit(cell: object): void {
    this.close(this.open.get(cell as Cell))
    const listeners = this.ofOne.get(cell as Cell)
    if (listeners !== undefined) this.outbox.put(() => listeners.forEach((listener) => listener.complete()))
  }

  private readonly onWrite = (instance: object, attribute: string): void => {
    const cell = cellOf(instance)
    // Constructors make an instance, they do not change it; and what an ended or quarantined one writes is refused.
    if (cell.instance === null || cell.life?.quarantine != null) return
    if (this.ofAll.size === 0 && !this.ofOne.has(cell)) return
    const { before, state } = this.writesOf(cell)
    if (!before.has(attribute)) before.set(attribute, state[attribute])
  }

  private writesOf(cell: Cell): Writes {
    const message = cell.underWay
    const known = this.open.get(cell)
    if (known !== undefined && known.message === message) return known
    this.close(known)
    const state = (cell.instance as { [stateKey]: State })[stateKey]
    const writes = { cell, message, version: cell.live.current.version, state, before: new Map<string, unknown>() }
    this.open.set(cell, writes)
    this.outbox.put(() => this.closeIfOver(writes))
    return writes
  }

  private closeIfOver(writes: Writes): void {
    const { cell, message } = writes
    if (message === null || cell.underWay !== message) this.close(writes)
  }

  private close(writes: Writes | undefined): void {
    if (writes === undefined || this.open.get(writes.cell) !== writes) return
    const { cell, version, state, before } = writes
    this.open.delete(cell)
    const listeners = this.listenersOf(cell)
    const changed = compare(before.keys(), (name) => before.get(name), state)
    this.outbox.put(() => tell(listeners, cell, version, changed))
  }

  private listenersOf(cell: Cell): Listener[] {
    return [...(this.ofOne.get(cell) ?? []), ...this.ofAll]
  }
}

function compare(names: Iterable<string>, before: (name: string) => unknown, after: State): InstanceChange['changed'] {
  const changed: Record<string, ValueChange> = {}
  for (const name of names) {
    const [from, to] = [before(name), after[name]]
    if (!Object.is(from, to)) changed[name] = Object.freeze({ from, to })
  }
  return Object.freeze(changed)
}

function tell(listeners: readonly Listener[], cell: Cell, version: string, changed: InstanceChange['changed']): void {
  if (Object.keys(changed).length === 0) return
  const item = Object.freeze({ pid: cell.pid, class: cell.live.name, version, changed })
  for (const listener of listeners) listener.next(item)
}
