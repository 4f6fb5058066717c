// The user's door: a system of living instances and their classes.

import type { Container } from 'inversify'
import type { Observable } from 'rxjs'
import type { Clock } from '../base/clock.js'
import { type Random, randomMark } from '../base/random.js'
import type { Scheduler } from '../base/scheduler.js'
import { messageOf } from '../base/errors.js'
import { demand } from '../protocol/demands.js'
import { fail } from '../protocol/failures.js'
import type { Pid } from '../base/ids.js'
import type { ClassValue } from '../class/metadata.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { SystemEvent, UpgradeProgress } from '../protocol/events.js'
import type { CallOptions, Reference } from '../ref/types.js'
import type { LiveClass } from '../registry/live-class.js'
import type { ActorClass, Actor, ConcreteClass, Ref, SpawnArguments } from '../instance/actor.js'
import type { Cell } from '../instance/cell.js'
import { type SpawnOptions, usualSpawn } from '../instance/spawn-options.js'
import { requestStop } from '../instance/lifecycle.js'
import { releasePassive } from '../instance/passive.js'
import { reserve } from '../instance/reservation.js'
import { readState, replaceState, type StateChange } from '../instance/state.js'
import { type InstanceRule, type RemovalReport } from '../upgrade/removal.js'
import { targetOf } from '../ref/ref.js'
import { type Answers, requestAll } from './request-all.js'
import { Reservation, type ReviveOptions } from './reservation.js'
import { type Snapshot, takeSnapshot } from '../upgrade/snapshot.js'
import { demandSnapshot, migrateSnapshot, type SnapshotOptions } from '../upgrade/snapshot-migration.js'
import { makePlan, type UpgradePlan } from '../upgrade/plan.js'
import { lingering, type Lingerer, purge, type PurgeMode, type PurgeReport, tellPurged } from '../upgrade/purge.js'
import { demandMigrations, type UpgradeOptions } from '../upgrade/options.js'
import type { Rehearsal } from '../upgrade/rehearsal.js'
import { rehearse, type RehearseOptions } from '../upgrade/rehearse.js'
import { reviewPlan } from '../upgrade/review.js'
import { countInstances, type Site } from '../upgrade/run.js'
import { type StartedUpgrade, Upgrades } from '../upgrade/upgrades.js'
import type { EventBus } from '../observe/event-bus.js'
import { type ClassInfo, inspectClass } from '../observe/inspection.js'
import { type GenerationInfo, inspectGenerations } from '../observe/generation-info.js'
import { type InstanceInfo, inspectInstance } from '../observe/instance-info.js'
import { inspectInstances, type InstancePage, type PageOptions } from '../observe/instance-page.js'
import { summarise, type SystemStatistics } from '../observe/statistics.js'
import { announceUpgrade } from '../observe/upgrade-events.js'
import { UpgradeHandle } from '../observe/upgrade-handle.js'
import { composeContainer } from './container.js'
import { NodeWorld } from './node-world.js'
import { settingsOf, type SystemOptions } from './options.js'
import { EVENTS, RANDOM, SCHEDULER } from './tokens.js'

declare module '../instance/actor.js' {
  interface SystemOfInstance extends ActorSystem {}
}

/** Which instances of a class: with those of its descendants, or its own only. */
export interface InstanceOptions {
  readonly direct?: boolean
}

/** A system: living instances and their classes, on one node. Two systems in one process do not notice each other. */
export class ActorSystem implements AsyncDisposable {
  /** Everything that happens in the system; costs nothing while nobody subscribes. */
  readonly events$: Observable<SystemEvent>
  private readonly world: NodeWorld
  private readonly site: Site
  private readonly upgrades: Upgrades
  private readonly bus: EventBus
  private readonly startedAt: number
  private stopping: Promise<void> | null = null
  private mark: string | null = null
  private tellEnd!: () => void
  private readonly end = new Promise<void>((resolve) => {
    this.tellEnd = resolve
  })
  private runs = 0

  /** Starts a system. It ends by `stop()`, or by `await using`. */
  static async start(options: SystemOptions = {}): Promise<ActorSystem> {
    return new ActorSystem(options)
  }

  private constructor(options: SystemOptions) {
    const settings = settingsOf(options)
    const container: Container = composeContainer(options.configure)
    this.world = new NodeWorld(this, container, settings)
    this.bus = container.get<EventBus>(EVENTS)
    this.events$ = this.bus.events$
    this.startedAt = this.world.clock.now()
    this.site = { world: this.world, registry: this.world.registry, scheduler: container.get<Scheduler>(SCHEDULER) }
    this.upgrades = new Upgrades(this.site, settings.keepGenerations)
  }

  /** The clock that the system goes by, for those who wait beside it. */
  get clock(): Clock {
    return this.world.clock
  }

  /** The name of the node. */
  get node(): string {
    return this.world.node
  }

  /** Makes a class and all that it inherits from known, without bearing an instance. Throws all defects at once. */
  register(...values: ActorClass[]): void {
    this.world.register(values)
  }

  /**
   * Bears an instance. Settles when it is constructed and its `start` has ended; rejects when one of them throws. A name in
   * place of the class (`spawn<typeof Cat>('Cat', [...])`) holds on to no version of it.
   */
  spawn<C extends ConcreteClass>(which: C | string, ...rest: SpawnArguments<C>): Promise<Ref<InstanceType<C>>>
  // Defaults of plain parameters cost nothing; taking a rest parameter apart costs as much as the birth.
  spawn(
    which: ConcreteClass | string,
    args: readonly unknown[] = [],
    options: SpawnOptions = usualSpawn,
  ): Promise<object> {
    return this.world.spawn(which, args, options, null)
  }

  /** Bears an instance a little later: its ref is there at once, and what is sent to it waits for its birth. */
  spawnNow<C extends ConcreteClass>(which: C | string, ...rest: SpawnArguments<C>): Ref<InstanceType<C>>
  spawnNow(which: ConcreteClass | string, args: readonly unknown[] = [], options: SpawnOptions = usualSpawn): object {
    return this.world.spawnNow(which, args, options, null)
  }

  /**
   * Makes a passive instance: one of the same class, without a mailbox, whose methods are called directly. It is the
   * caller's; upgrades migrate it as long as somebody holds it.
   */
  passive<C extends ConcreteClass>(
    which: C | string,
    ...rest: [] extends ConstructorParameters<C> ? [args?: ConstructorParameters<C>] : [args: ConstructorParameters<C>]
  ): InstanceType<C>
  passive(which: ConcreteClass | string, args: readonly unknown[] = []): object {
    return this.world.passive(which, args)
  }

  /** Runs the destructors of a passive instance that is no longer needed. */
  release(passive: Actor): void {
    releasePassive(passive)
  }

  /** Calls many at once, and gives their answers in order, with the late and the failed ones named. */
  requestAll<R extends Reference, T>(
    refs: Iterable<R>,
    call: (ref: R) => Promise<T>,
    { timeout = this.world.calls.timeout }: Pick<CallOptions, 'timeout'> = {},
  ): Promise<Answers<R, T>> {
    return requestAll(refs, call, timeout, this.world.clock)
  }

  /** A copy of an instance's attributes, whatever it does at the moment; undefined when it has ended. */
  getState(ref: Reference): Readonly<Record<string, unknown>> | undefined {
    return readState(cellBehind(ref)) ?? undefined
  }

  /**
   * Changes attributes of an instance between two of its messages, even while it is frozen: `change` is given a copy of the
   * state and returns what is to differ. When it throws, or gives no sound state, nothing has changed. An instance in
   * quarantine goes back to work by it.
   */
  replaceState(ref: Reference, change: StateChange): Promise<Readonly<Record<string, unknown>>> {
    return replaceState(cellBehind(ref), change)
  }

  /**
   * The state of an instance as it is now, whatever it does at the moment, with the versions that it was written by: what
   * `revive` makes an instance of again, also in another process, and under other versions. Undefined when it has ended, or
   * has not been born. Shares what the attributes hold with the instance. Throws `quarantined`.
   */
  snapshot(ref: Reference): Snapshot | undefined {
    return takeSnapshot(cellBehind(ref)) ?? undefined
  }

  /**
   * The attributes that a snapshot would have under the classes that run, by the same migrations as those of a living
   * instance: up, and down as long as somebody knows the way back (a generation that has not been purged, or `migrations`).
   * Throws `unreachable-snapshot` with all reasons, and `failed-snapshot` when a migration throws. Nothing is born.
   */
  migrateSnapshot(snapshot: Snapshot, options: SnapshotOptions = {}): Readonly<Record<string, unknown>> {
    demandSnapshot(snapshot)
    return migrateSnapshot(this.live(snapshot.class), snapshot, options)
  }

  /**
   * Bears an instance of the snapshot's class on the snapshot's state, migrated to what runs at the moment of the birth. No
   * constructor runs, as none runs in an upgrade: the state is what constructors have made of the attributes, and their other
   * effects (a socket, a child, a greeting) belong to a first birth. `start` runs, base first, and is given a `Revival`; it is
   * where transient fields are set up for every birth. Links, monitors, timers, names and waiting messages are no state.
   */
  async revive<C extends Actor = Actor>(snapshot: Snapshot, options: ReviveOptions = {}): Promise<Ref<C>> {
    demandSnapshot(snapshot)
    return this.reserve<C>(snapshot.class).revive(snapshot, options)
  }

  /**
   * Keeps a place for an instance of a known class that is still to be revived: its ref is there at once, for others to hold.
   * Who reserves a place has to bear the instance, or to abandon the place.
   */
  reserve<C extends Actor = Actor>(which: ActorClass<C> | string): Reservation<C> {
    this.demandRunning()
    return new Reservation<C>(reserve(this.world, this.live(which)))
  }

  /**
   * Tells this run of the system from every other one, of other processes too, as far as chance can: pids are only unique
   * within a run. 32 hexadecimal digits, by `Random`.
   */
  get incarnation(): string {
    return (this.mark ??= randomMark(this.world.service(RANDOM) as Random))
  }

  /** The instance that has this name. */
  whereis(name: string): Reference | undefined
  whereis<C extends Actor>(name: string, as: ActorClass<C>): Ref<C> | undefined
  whereis(name: string): Reference | undefined {
    return (this.world.names.find(name) as Cell | undefined)?.ref as Reference | undefined
  }

  /** The living instance with this pid. */
  find(pid: Pid): Reference | undefined {
    return this.world.findByPid(pid)?.ref as Reference | undefined
  }

  /** The living instances of a class and of everything that inherits from it, as they are now. */
  *instancesOf<C extends Actor>(which: ActorClass<C>, { direct = false }: InstanceOptions = {}): Generator<Ref<C>> {
    const live = this.world.registry.get(which)
    const cells = (direct ? [live] : live.descendants()).flatMap(({ instances }) => instances.snapshot())
    for (const cell of cells as Cell[]) if (!cell.hasEnded) yield cell.ref as Ref<C>
  }

  /** How many instances a class has; takes time per class, not per instance. */
  countInstances(which: ActorClass | string, { direct = false }: InstanceOptions = {}): number {
    const live = this.world.registry.get(which)
    return direct ? live.instances.size : countInstances(live)
  }

  /** The classes that are known, as plain data. */
  get classes(): readonly ClassInfo[] {
    return [...this.world.registry.classes].map(inspectClass)
  }

  /** One class, as plain data. */
  describe(which: ActorClass | string): ClassInfo {
    return inspectClass(this.live(which))
  }

  /**
   * One instance as plain data: what it does, what waits, what it holds. A ref may be of one that has ended; for a pid or a
   * name that nobody has, `undefined`. It is looked at from outside, at once, whatever it is doing.
   */
  inspect(which: Reference | Pid | string): InstanceInfo | undefined {
    const cell = this.world.findCell(which)
    return cell === undefined ? undefined : inspectInstance(cell)
  }

  /** The living instances of a class and of its descendants as plain data, page by page in the order of their births. */
  instances(which: ActorClass | string, options: PageOptions = {}): InstancePage {
    return inspectInstances(this.live(which), options)
  }

  /** The generations of a class that have not been purged, oldest first, the current one last. */
  generations(which: ActorClass | string): readonly GenerationInfo[] {
    return inspectGenerations(this.live(which))
  }

  /** What has been counted since the start: births, exits, messages, crashes, dead letters, in all and by class. */
  statistics(): SystemStatistics {
    return summarise(this.world.registry.classes, this.node, this.world.clock.now() - this.startedAt)
  }

  /**
   * The changes of the attributes of all instances of a class, and of its descendants unless `direct` is said; those that
   * come later too. Completes when the class is removed, or at the end of the system.
   */
  changesOf(which: ActorClass | string, { direct = false }: InstanceOptions = {}): Observable<InstanceChange> {
    return this.world.changes.ofClass(this.live(which), direct)
  }

  /** The static methods of a class in this very system. */
  static<C extends ActorClass>(value: C): Pick<C, Exclude<keyof C, keyof typeof Actor>> {
    const live = this.live(value)
    return new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...args: unknown[]) =>
            live.callStatic(live.name, live.current.value, String(method), args),
      },
    ) as C
  }

  /** What an upgrade to these classes would do, and why it would be refused; with `migrations` from outside, if any. */
  plan(
    classes: ActorClass | readonly ActorClass[],
    { migrations }: Pick<UpgradeOptions, 'migrations'> = {},
  ): UpgradePlan {
    this.demandRunning()
    demandMigrations(migrations)
    const prepared = makePlan(listOf(classes), this.world.registry, migrations)
    const { defects, remarks } = reviewPlan(prepared, this.world.registry)
    const { steps: _steps, frozen: _frozen, read: _read, ...plan } = prepared
    return { ...plan, defects, remarks }
  }

  /**
   * Finds out what an upgrade would do: plans and checks it, and runs its migrations on copies of the states that live, or of
   * a sample of them, beside the work of the system. Nothing is upgraded, and no load hook is asked. Copies go as deep as
   * data does: what a migration does to an instance of a class that a state holds, or sends to a ref, is really done, twice.
   */
  async rehearse(classes: ActorClass | readonly ActorClass[], options: RehearseOptions = {}): Promise<Rehearsal> {
    this.demandRunning()
    return rehearse(this.site, listOf(classes), options)
  }

  /**
   * Upgrades, or downgrades, the classes under their living instances and those of all descendants: all or nothing. Await
   * it for the report; a refusal is a report too. Upgrades run one at a time.
   */
  upgrade(classes: ActorClass | readonly ActorClass[], options: UpgradeOptions = {}): UpgradeHandle {
    return this.announced(options, false, (onProgress) => this.upgrades.start(listOf(classes), options, onProgress))
  }

  /** Undoes the last upgrade, unless it was confirmed or what it replaced has been purged. A refusal is a report. */
  rollback(options: UpgradeOptions = {}): UpgradeHandle {
    return this.announced(options, true, (onProgress) => this.upgrades.rollback(options, onProgress))
  }

  /** Says that the last upgrade is there to stay: `rollback` leaves it alone. False when there is none to confirm. */
  confirm(): boolean {
    this.demandRunning()
    const confirmed = this.upgrades.confirm()
    if (confirmed !== null && this.bus.isObserved) this.bus.emit({ type: 'upgrade-confirmed', classes: confirmed })
    return confirmed !== null
  }

  /** Removes a class that nobody inherits from; `instances` says what becomes of those that it has. */
  async remove(
    which: ActorClass | string,
    { instances = 'refuse' }: { readonly instances?: InstanceRule } = {},
  ): Promise<RemovalReport> {
    this.demandRunning()
    demand(['refuse', 'stop', 'kill'].includes(instances), 'instances', instances, 'is none of refuse, stop, kill')
    const live = this.live(which)
    const report = await this.upgrades.remove(live.name, instances)
    if (report.outcome !== 'removed') return report
    this.world.changes.close(live)
    if (this.bus.isObserved) this.bus.emit({ type: 'class-removed', class: live.name })
    return report
  }

  /** An upgrade that the observers of the system are told of, too. */
  private announced(
    options: UpgradeOptions,
    isRollback: boolean,
    start: (onProgress: (progress: UpgradeProgress) => void) => StartedUpgrade,
  ): UpgradeHandle {
    // What is no object of options is told by the promise, as everything is that is wrong with them.
    const isLazy = (options as UpgradeOptions | null)?.strategy === 'lazy'
    const identity = { run: (this.runs += 1), isRollback, isLazy }
    return new UpgradeHandle((onProgress) => announceUpgrade(start, identity, this.bus, onProgress))
  }

  /** Whether a class has generations that were replaced and not purged. */
  hasOldCode(which: ActorClass | string): boolean {
    return this.live(which).older.length > 0
  }

  /**
   * The versions of a class that have been purged and whose code is in memory all the same: the collector of garbage has not
   * come yet, or somebody holds it (a closure, a bound method, a module variable). What is not told here is gone.
   */
  leftInMemory(which: ActorClass | string): readonly string[] {
    return this.live(which).leftInMemory()
  }

  /** Who is still in old code of a class, by name. */
  lingering(which: ActorClass | string): readonly Lingerer[] {
    return lingering(this.live(which), this.world.clock)
  }

  /** Forgets the old generations of a class: `soft` refuses while somebody lingers, `hard` ends what lingers. */
  purge(which: ActorClass | string, mode: PurgeMode = 'soft'): PurgeReport {
    this.demandRunning()
    demand(mode === 'soft' || mode === 'hard', 'mode', mode, 'is neither soft nor hard')
    const report = purge(this.live(which), mode, this.world.registry, this.world.clock)
    tellPurged(this.bus, report, mode)
    return report
  }

  /** Ends all instances, their timers and all waiting; then lets go of the classes. The process can end by itself. */
  stop(): Promise<void> {
    return (this.stopping ??= this.shutDown())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /** Settles when the system has stopped, whoever stops it. */
  get stopped(): Promise<void> {
    return this.end
  }

  private async shutDown(): Promise<void> {
    this.world.isStopping = true
    const cells = [...this.world.registry.classes].flatMap(({ instances }) => instances.snapshot() as Cell[])
    // What is tied to another one ends with that one, which may want to see to the order.
    for (const cell of cells) if (cell.life?.tiedTo == null) requestStop(cell, { type: 'shutdown' })
    const late = this.world.clock.setTimer(() => cells.forEach((cell) => void cell.kill()), this.world.stopTimeout)
    await Promise.all(cells.map(({ exited }) => exited))
    this.world.clock.clearTimer(late)
    this.world.deadlines.expireAll()
    await this.upgrades.idle
    this.world.registry.close()
    for (const live of this.world.registry.classes) this.world.changes.close(live)
    if (this.bus.isObserved) this.bus.emit({ type: 'system-stopped', node: this.node })
    this.bus.complete()
    this.tellEnd()
  }

  toJSON(): string {
    return String(this)
  }

  toString(): string {
    return `ActorSystem ${this.node} (${[...this.world.registry.classes].length} classes)`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this)
  }

  private demandRunning(): void {
    if (this.world.isStopping) throw fail('system-stopped', { node: this.node })
  }

  private live(which: ActorClass | string): LiveClass {
    return typeof which === 'string' ? this.world.registry.get(which) : this.world.registry.get(which as ClassValue)
  }
}

function cellBehind(ref: Reference): Cell {
  const target = targetOf(ref)
  if (target === undefined) throw fail('not-a-ref', { value: messageOf(ref) })
  return target as unknown as Cell
}

function listOf(classes: ActorClass | readonly ActorClass[]): readonly ClassValue[] {
  return Array.isArray(classes) ? (classes as readonly ClassValue[]) : [classes as ClassValue]
}
