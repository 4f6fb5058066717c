// One upgrade, from door to door: plan, check, freeze, stage, commit, thaw, drain, purge. Everything before the commit is
// undone by forgetting; nothing after it can fail. A lazy upgrade commits without staging, and migrates afterwards.

import type { Pid } from '../base/ids.js'
import type { Scheduler } from '../base/scheduler.js'
import type { ClassValue } from '../class/metadata.js'
import type { Message } from '../protocol/message.js'
import type { UpgradeProgress } from '../protocol/events.js'
import type { Cell } from '../instance/cell.js'
import { endAtOnce } from '../instance/lifecycle.js'
import type { World } from '../instance/world.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import { haveSameContent } from '../registry/same-content.js'
import { askerDefects } from './asker.js'
import { lineageProblems } from './check.js'
import { commit, Keeping } from './commit.js'
import { Preparation } from './before-freeze.js'
import { drain } from './drain.js'
import { Freeze, type Straggler, stragglerOf } from './freeze.js'
import { type InstanceUpgrade, nothingDropped } from './hook-reports.js'
import { LazyMigration, type LazyOutcome } from './lazy.js'
import { runLoadHooks } from './load-hooks.js'
import { migratingClasses } from './migrating.js'
import type { UpgradeOptions } from './options.js'
import { makePlan, type PreparedPlan } from './plan.js'
import { lingering, purge, tellPurged } from './purge.js'
import { Pace } from './rehearsal-pace.js'
import { announce, endLoops, startLoops } from './rebranch.js'
import type { Remark } from './remark.js'
import { type UpgradeFacts, UpgradeReport } from './report.js'
import { inSlices, review } from './review.js'
import { Staging, type MigrationFailure, type Migrating } from './stage.js'
import { Stopwatch } from './stopwatch.js'

/** What an upgrade works on. */
export interface Site {
  readonly world: World
  readonly registry: Registry
  readonly scheduler: Scheduler
}

/** What an upgrade is asked for with. */
export interface UpgradeRequest {
  readonly values: readonly ClassValue[]
  readonly options: UpgradeOptions
  /** The message on whose behalf it is asked for. */
  readonly asker: Message | null
  /** Reasons to refuse that are known already. */
  readonly refusals: readonly string[]
}

/**
 * What keeps an upgrade from its commit: a failed migration, a set that does not come to rest, an instance that objects before
 * the freeze, or a class to be added that somebody else has registered meanwhile.
 */
type Obstacle = MigrationFailure | 'restless' | 'objected' | 'overtaken' | null

export class UpgradeRun {
  /** The committed plan, for the way back; null until then. */
  committed: PreparedPlan | null = null
  /** The migrations that a lazy upgrade still has to do. */
  private lazy: LazyMigration[] = []
  private readonly watch: Stopwatch
  private readonly stragglers: Straggler[] = []
  private readonly killed: Pid[] = []
  private pauseMs = 0
  private migrated = 0
  private heldBirths = 0
  private plan!: PreparedPlan
  private freeze: Freeze
  private preparation: Preparation | null = null
  private keeping: Keeping | null = null
  private deadline = 0
  private frozenAt = 0
  private staging = new Staging([], null)
  private remarks: readonly Remark[] = []

  constructor(
    private readonly site: Site,
    private readonly request: UpgradeRequest,
    onProgress: (progress: UpgradeProgress) => void,
  ) {
    this.watch = new Stopwatch(site.world.clock, onProgress)
    this.freeze = new Freeze([], site.world.clock)
  }

  async run(): Promise<UpgradeReport> {
    const { values, options } = this.request
    const plan = (): PreparedPlan => makePlan(values, this.site.registry, options.migrations)
    this.plan = this.watch.time('plan', plan)
    this.want(true)
    let obstacle: Obstacle
    try {
      const refusal = await this.check(plan)
      if (refusal !== null) return refusal
      this.deadline = this.clock.now() + (this.request.options.deadline ?? 5000)
      obstacle = (await this.prepare(plan)) ?? (await this.reachCommit())
      if (obstacle === null) this.tellAdded()
    } finally {
      this.staging.forget()
      this.want(false)
      if (this.freeze.isClosed) this.watch.time('thaw', () => this.thaw())
    }
    if (obstacle !== null) return this.fallBack(obstacle)
    this.committed = this.plan
    return this.finish()
  }

  /** Says why it comes to no upgrade, if it does not. */
  private async check(plan: () => PreparedPlan): Promise<UpgradeReport | null> {
    const { revision } = this.site.registry
    const refusals = await this.watch.timeAsync('check', () => this.refusals())
    // Classes may have come while the new code was asked.
    if (this.site.registry.revision !== revision) this.replan(plan)
    const defects = refusals.length > 0 ? refusals : this.plan.defects
    if (defects.length > 0) return this.report('refused', { defects })
    return this.plan.steps.length === 0 ? this.report('unchanged') : null
  }

  /** From the plan to the commit, or to its refusal, no purge takes the generations that it goes to. */
  private want(isWanted: boolean): void {
    for (const { next } of this.plan.steps) next.isWanted = isWanted
  }

  private replan(plan: () => PreparedPlan): void {
    this.want(false)
    this.plan = plan()
    this.want(true)
  }

  /** Lets instances that have the hook get ready, those too that come meanwhile. */
  private async prepare(plan: () => PreparedPlan): Promise<Obstacle> {
    this.freeze = new Freeze(this.plan.frozen, this.clock)
    const preparation = new Preparation({ changes: this.plan.changes }, this.clock)
    while (preparation.isDue(this.plan.frozen)) {
      this.preparation = preparation
      const { revision } = this.site.registry
      await this.watch.timeAsync('prepare', () => preparation.ask(this.plan.frozen, this.deadline))
      const { late } = preparation
      const now = this.clock.now()
      if (late.length > 0 && !this.isOver(late.map((cell) => ({ cell, straggler: stragglerOf(cell, now) }))))
        return 'restless'
      if (preparation.objections.length > 0) return 'objected'
      if (this.site.registry.revision === revision) continue
      this.replan(plan)
      if (this.plan.defects.length > 0) return 'overtaken'
      this.freeze = new Freeze(this.plan.frozen, this.clock)
    }
    return null
  }

  /** Reports what has come of an upgrade that was not committed, and tells those that have prepared for it. */
  private fallBack(obstacle: Exclude<Obstacle, null>): UpgradeReport {
    const report = this.reportObstacle(obstacle)
    const late = report.stragglers.map(({ class: name, pid, method }) => `${name} ${pid} has not come out of ${method}`)
    const reasons = [...report.defects, ...report.failures.map(({ message }) => message), ...late]
    const outcome = report.outcome === 'rolledBack' ? 'rolledBack' : 'refused'
    this.preparation?.callOff({ outcome, reasons })
    return report
  }

  private reportObstacle(obstacle: Exclude<Obstacle, null>): UpgradeReport {
    if (obstacle === 'restless') return this.report('refused')
    if (obstacle === 'objected') return this.report('refused', { defects: this.preparation!.objections })
    if (obstacle === 'overtaken') return this.report('refused', { defects: this.overtaken() })
    return this.report('rolledBack', { failures: [obstacle] })
  }

  /** Whether a lazy upgrade still has instances to migrate. */
  get isMigrating(): boolean {
    return this.lazy.length > 0
  }

  /** Migrates, after a lazy upgrade, the instances that nobody has touched. */
  async settle(): Promise<LazyOutcome> {
    for (const migration of this.lazy) {
      await migration.runInBackground(this.clock, this.site.scheduler, (done) =>
        this.watch.onProgress({ phase: 'stage', done, total: done }),
      )
    }
    for (const { live } of this.lazy) this.site.registry.settle(live)
    return {
      migrated: this.lazy.reduce((sum, { migrated }) => sum + migrated, 0),
      quarantined: this.lazy.flatMap(({ failures }) => failures),
    }
  }

  /** All reasons to refuse. The new code is asked last, and only if nothing else speaks against it. */
  private async refusals(): Promise<readonly string[]> {
    const { asker, options, refusals } = this.request
    const own = options.detached === true ? [] : askerDefects(asker, this.plan.frozen)
    const known = [...refusals, ...this.plan.defects, ...own]
    if (known.length > 0) return known
    const refused = await runLoadHooks(this.plan.steps)
    return refused.length > 0 ? refused : this.review()
  }

  /** What the classes that have the hook say of it; their remarks go with the report. */
  private async review(): Promise<readonly string[]> {
    const { registry, scheduler } = this.site
    const asking = review(this.plan, registry, this.request.options.extra)
    const { defects, remarks } = await inSlices(asking, new Pace(this.clock, scheduler))
    this.remarks = remarks
    return defects
  }

  /** Freezes, stages and commits; says what kept it from coming so far. */
  private async reachCommit(): Promise<Obstacle> {
    const { strategy = 'atomic', extra } = this.request.options
    const { deadline } = this
    this.keeping = Keeping.of(this.plan.steps)
    this.frozenAt = this.clock.now()
    this.freeze.close()
    if (!(await this.watch.timeAsync('freeze', () => this.comeToRest(deadline)))) return 'restless'
    this.freeze.gate.holdBirths()
    const migrating = migratingClasses(this.plan, this.freeze.classes, this.site.registry, extra)
    if (strategy === 'atomic') {
      this.staging = new Staging(migrating, this.keeping)
      const failure = await this.watch.timeAsync('stage', () => this.stage())
      if (failure !== null) return failure
    }
    // What loops have waited for may have come meanwhile; it is theirs.
    this.freeze.gate.seal()
    await this.tellLoops()
    while (!this.freeze.isAtRest) {
      if (!(await this.comeToRest(deadline))) return 'restless'
      await this.tellLoops()
    }
    endLoops(this.freeze.classes)
    // Loops may have asynchronous ends, and a stop that came meanwhile an asynchronous destructor.
    while (!this.freeze.isAtRest) if (!(await this.comeToRest(deadline))) return 'restless'
    if (this.overtaken().length > 0) return 'overtaken'
    return this.watch.time('commit', () =>
      strategy === 'atomic' ? this.commitStaged(migrating) : this.commitLazily(migrating),
    )
  }

  /**
   * Lets main loops hear of waits that are over. A promise may have settled in this very turn, and who waits for it is told
   * microtasks later; at the beginning of a turn there is none of that kind.
   */
  private async tellLoops(): Promise<void> {
    if (this.freeze.classes.every(({ main }) => main === null)) return
    await new Promise<void>((resolve) => this.site.scheduler.later(resolve))
  }

  /** Tells the observers of the classes that it brought; the commit itself is no place for their code. */
  private tellAdded(): void {
    const { events } = this.site.world
    if (!events.isObserved) return
    const added = this.plan.steps.filter(({ kind }) => kind === 'added')
    for (const { class: name, to } of added) events.emit({ type: 'class-registered', class: name, version: to })
  }

  /** What has come while the upgrade ran and does not go with it. */
  private overtaken(): string[] {
    const newcomers = lineageProblems(
      this.freeze.newcomers.map(({ name }) => name),
      this.plan.steps,
      this.site.registry,
    )
    const added = this.plan.steps.flatMap(({ kind, class: name, to, next }) => {
      const live = kind === 'added' ? this.site.registry.find(name) : undefined
      if (live === undefined || haveSameContent(live.current, next)) return []
      return [`${name} ${to}: ${name} ${live.current.version} has been registered while the upgrade ran: ask again`]
    })
    const defects = this.plan.defects
    const ending = this.site.world.isStopping ? ['the system is being stopped'] : []
    return [...defects, ...ending, ...newcomers, ...added]
  }

  private commitStaged(migrating: readonly Migrating[]): Obstacle {
    const late = this.staging.restage()
    if (late !== null) return late
    this.migrated = this.staging.swap()
    commit(this.plan, this.site.registry, layoutsOf(migrating))
    announce(this.freeze.classes, (cell) => this.reportTo(cell))
    return null
  }

  private commitLazily(migrating: readonly Migrating[]): null {
    const { keeping } = this
    const reportTo = (cell: Cell, before: State): InstanceUpgrade => this.reportTo(cell, before)
    this.lazy = migrating.map((each) => new LazyMigration(each, keeping, reportTo))
    keeping?.attach()
    for (const migration of this.lazy) migration.install()
    commit(this.plan, this.site.registry, layoutsOf(migrating))
    return null
  }

  /** What an instance is told of the upgrade by its hook. */
  private reportTo(cell: Cell, before?: State): InstanceUpgrade {
    return { changes: this.plan.changes, dropped: this.keeping?.takenFrom(cell, before) ?? nothingDropped }
  }

  private async comeToRest(deadline: number): Promise<boolean> {
    if (await this.freeze.rest(deadline)) return true
    return this.isOver(this.freeze.stragglers()) && this.freeze.isAtRest
  }

  /** Whether the upgrade goes on without those that are late. They are named; by policy they are ended. */
  private isOver(late: readonly { readonly cell: Cell; readonly straggler: Straggler }[]): boolean {
    this.stragglers.push(...late.map(({ straggler }) => straggler))
    if (this.request.options.onDeadline !== 'kill') return false
    const [first] = this.plan.steps
    for (const { cell } of late) endAtOnce(cell, { type: 'upgrade', class: first!.class, version: first!.to })
    this.killed.push(...late.map(({ cell }) => cell.pid))
    return true
  }

  /** Starts the main loops that are current by now, and opens the gate. */
  private thaw(): void {
    this.heldBirths = this.freeze.gate.heldBirths
    startLoops(this.freeze.classes)
    this.freeze.open()
    for (const migration of this.lazy) migration.close()
    this.pauseMs = this.clock.now() - this.frozenAt
  }

  private stage(): Promise<MigrationFailure | null> {
    const { total } = this.staging
    return this.staging.run(this.clock, this.site.scheduler, (done) =>
      this.watch.onProgress({ phase: 'stage', done, total }),
    )
  }

  private async finish(): Promise<UpgradeReport> {
    const { purge: mode = 'later', drainTimeout = 0 } = this.request.options
    const { registry } = this.site
    const changed = this.plan.steps.map((change) => registry.get(change.class))
    if (mode === 'later') return this.report('committed')
    await this.watch.timeAsync('drain', () => drain(changed, drainTimeout, this.clock))
    const purges = this.watch.time('purge', () => changed.map((live) => purge(live, mode, registry, this.clock)))
    for (const each of purges) tellPurged(this.site.world.events, each, mode)
    return this.report('committed', { purges })
  }

  private report(outcome: UpgradeFacts['outcome'], facts: Partial<UpgradeFacts> = {}): UpgradeReport {
    const { registry } = this.site
    const changes = outcome === 'committed' ? this.plan.steps : []
    const classes = changes.map(({ class: name, from, to }) => ({
      class: name,
      from,
      to,
      instances: countInstances(registry.get(name)),
    }))
    const { steps: _steps, frozen: _frozen, read: _read, ...plan } = this.plan
    return new UpgradeReport({
      outcome,
      plan: { ...plan, remarks: this.remarks },
      defects: [],
      classes,
      migrated: this.migrated,
      failures: [],
      stragglers: this.stragglers,
      killed: this.killed,
      heldBirths: this.heldBirths,
      phases: this.watch.durations,
      pauseMs: this.pauseMs,
      purges: [],
      lingering: changes.flatMap(({ class: name }) => lingering(registry.get(name), this.clock)),
      ...facts,
    })
  }

  private get clock(): World['clock'] {
    return this.site.world.clock
  }
}

function layoutsOf(migrating: readonly Migrating[]): Map<LiveClass, Migrating['layout']> {
  return new Map(migrating.map(({ live, layout }) => [live, layout]))
}

/** The instances of a class and of everything that inherits from it. */
export function countInstances(live: LiveClass): number {
  return live.descendants().reduce((sum, { instances }) => sum + instances.size, 0)
}
