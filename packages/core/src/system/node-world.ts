// The system as its instances see it.

import type { Container } from 'inversify'
import type { Observable } from 'rxjs'
import { Clock } from '../base/clock.js'
import type { Scheduler } from '../base/scheduler.js'
import { parsePid } from '../base/ids.js'
import type { ClassValue } from '../class/metadata.js'
import { Dispatcher } from '../mailbox/dispatcher.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { EventSink } from '../protocol/events.js'
import { fail } from '../protocol/failures.js'
import { demandBirth, usualSpawn } from '../instance/spawn-options.js'
import type { Calls } from '../ref/call.js'
import { Deadlines } from '../ref/deadlines.js'
import { Names } from '../ref/names.js'
import { targetOf } from '../ref/ref.js'
import type { Instance, LiveClass } from '../registry/live-class.js'
import { Registry } from '../registry/registry.js'
import { liveClassOf, register } from '../loader/registration.js'
import { Actor } from '../instance/actor.js'
import { bear, bearLater } from '../instance/birth.js'
import type { Cell } from '../instance/cell.js'
import { makePassive } from '../instance/passive.js'
import { equip } from '../instance/equip.js'
import type { SpawnOptions } from '../instance/spawn-options.js'
import type { World } from '../instance/world.js'
import { link, unlink } from '../supervision/links.js'
import { tie } from '../supervision/ties.js'
import { Changes } from '../observe/changes.js'
import { EventBus } from '../observe/event-bus.js'
import { Outbox } from '../observe/outbox.js'
import type { SystemSettings } from './options.js'
import { CLOCK, DISPATCHER, EVENTS, SCHEDULER } from './tokens.js'

export class NodeWorld implements World {
  readonly node: string
  readonly stopTimeout: number
  readonly clock: Clock
  readonly dispatcher: Dispatcher
  readonly events: EventSink
  readonly deadlines: Deadlines
  readonly calls: Calls
  readonly names = new Names<Instance>()
  readonly registry: Registry
  readonly changes: Changes
  readonly link = link as World['link']
  readonly unlink = unlink as World['unlink']
  readonly tie = tie as World['tie']
  isStopping = false
  private serial = 0
  private deadLetters = 0

  constructor(
    readonly system: object,
    private readonly container: Container,
    settings: SystemSettings,
  ) {
    this.node = settings.node
    this.stopTimeout = settings.stopTimeout
    this.clock = container.get<Clock>(CLOCK)
    this.dispatcher = container.get<Dispatcher>(DISPATCHER)
    this.events = container.get<EventBus>(EVENTS)
    this.deadlines = new Deadlines(this.clock)
    this.calls = { deadlines: this.deadlines, timeout: settings.requestTimeout }
    const readService = (_instance: object, token: symbol | string, className: string): unknown =>
      this.serviceFor(token, className)
    this.changes = new Changes(new Outbox(container.get<Scheduler>(SCHEDULER), this.clock))
    this.registry = new Registry(Actor, readService, system, this.clock, (live) => {
      equip(live)
      this.changes.welcome(live)
    })
  }

  nextSerial(): number {
    return (this.serial += 1)
  }

  countDeadLetter(): number {
    return (this.deadLetters += 1)
  }

  liveClass(value: ClassValue | string): LiveClass {
    if (typeof value === 'string') return this.registry.get(value)
    return this.registry.running(value) ?? liveClassOf(this.registry, value, this.onRegistered)
  }

  register(values: readonly ClassValue[]): void {
    if (this.isStopping) throw fail('system-stopped', { node: this.node })
    register(this.registry, values, this.onRegistered)
  }

  spawn(
    value: ClassValue | string,
    args: readonly unknown[],
    options: SpawnOptions,
    parent: Instance | null,
  ): Promise<object> {
    if (this.isStopping) return Promise.reject(fail('system-stopped', { node: this.node }))
    try {
      demandBirth(args, options)
      return bear(this, this.liveClass(value), args, options, parent as Cell | null)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  spawnNow(
    value: ClassValue | string,
    args: readonly unknown[],
    options: SpawnOptions,
    parent: Instance | null,
  ): object {
    if (this.isStopping) throw fail('system-stopped', { node: this.node })
    demandBirth(args, options)
    return bearLater(this, this.liveClass(value), args, options, parent as Cell | null)
  }

  passive(value: ClassValue | string, args: readonly unknown[]): object {
    if (this.isStopping) throw fail('system-stopped', { node: this.node })
    demandBirth(args, usualSpawn)
    return makePassive(this, this.liveClass(value), args)
  }

  /** The living instance with this pid. */
  findByPid(pid: string): Cell | undefined {
    const parts = parsePid(pid)
    if (parts === undefined || parts.node !== this.node) return undefined
    for (const { instances } of this.registry.classes) {
      const cell = (instances.all as readonly Cell[]).find(({ serial }) => serial === parts.serial)
      if (cell !== undefined) return cell
    }
    return undefined
  }

  /** The instance behind a ref of this system, or the living one with this pid or name. */
  findCell(which: unknown): Cell | undefined {
    if (typeof which === 'string') return this.findByPid(which) ?? (this.names.find(which) as Cell | undefined)
    const cell = targetOf(which) as Cell | undefined
    return cell?.world === this ? cell : undefined
  }

  changesOf(instance: Instance): Observable<InstanceChange> {
    return this.changes.of(instance as Cell)
  }

  service(token: symbol | string): unknown {
    return this.container.get(token)
  }

  private readonly onRegistered = ({ name, current: { version } }: LiveClass): void => {
    if (this.events.isObserved) this.events.emit({ type: 'class-registered', class: name, version })
  }

  private serviceFor(token: symbol | string, className: string): unknown {
    if (!this.container.isBound(token)) throw fail('unknown-service', { class: className, token: String(token) })
    return this.container.get(token)
  }
}
