// A rehearsal: plan, check, and the real migrations on copies of the states that live, in slices between turns of the event
// loop. It waits for no instance and changes nothing: no state, no class, no event, no gate.

import type { ClassValue } from '../class/metadata.js'
import { outsideChains } from '../protocol/current.js'
import { demand, demandOptions } from '../protocol/demands.js'
import type { PlannedChange } from './change.js'
import { demandMigrations, type UpgradeOptions } from './options.js'
import { makePlan, type PreparedPlan } from './plan.js'
import { Rehearsal, type RehearsalFacts } from './rehearsal.js'
import { isQuarantined, quarantineOf, sampleOf, subjectOf, type Troupe, troupesOf } from './rehearsal-cast.js'
import { Findings, isWarning } from './rehearsal-findings.js'
import { Pace } from './rehearsal-pace.js'
import { countQueues } from './rehearsal-queues.js'
import { SliceRehearsal } from './rehearsal-slice.js'
import { inSlices, review } from './review.js'
import type { Site } from './run.js'
import { copyOf } from './state-copy.js'

export interface RehearseOptions extends Pick<UpgradeOptions, 'extra' | 'migrations'> {
  /** How many states to try: of each class its share, at least one, evenly spread. The default is all. */
  readonly sample?: number
}

/** Rehearses the upgrade to these class values. */
export async function rehearse(
  site: Site,
  values: readonly ClassValue[],
  options: RehearseOptions,
): Promise<Rehearsal> {
  demandOptions(options, ['sample', 'extra', 'migrations'], 'rehearse')
  demandMigrations(options.migrations)
  const { sample = Infinity } = options
  demand(typeof sample === 'number' && sample >= 1, 'sample', sample, 'is no number of instances')
  // It belongs to nobody: who asks for it may have ended before it has.
  return outsideChains(() => new RehearsalRun(site, values, options).run(sample))
}

const overtaken = 'an upgrade was committed, or a version purged, meanwhile: rehearse again'

class RehearsalRun {
  private readonly pace: Pace
  private readonly start: number
  private readonly findings = new Findings()
  private readonly slices = new Map<PlannedChange, SliceRehearsal>()
  private plan!: PreparedPlan
  private states = 0
  private total = 0

  constructor(
    private readonly site: Site,
    private readonly values: readonly ClassValue[],
    private readonly options: RehearseOptions,
  ) {
    this.pace = new Pace(site.world.clock, site.scheduler)
    this.start = site.world.clock.now()
  }

  async run(sample: number): Promise<Rehearsal> {
    // The turn of whoever asks has been long enough.
    await this.pace.pause()
    await this.makePlan()
    const defects = this.values.length === 0 ? ['no class was given'] : this.plan.defects
    if (defects.length > 0) return this.report('refused', { defects })
    const reviews = await inSlices(review(this.plan, this.site.registry, this.options.extra), this.pace)
    this.plan = { ...this.plan, remarks: reviews.remarks }
    if (reviews.defects.length > 0) return this.report('refused', { defects: reviews.defects })
    if (this.isOvertaken) return this.report('refused', { defects: [overtaken] })
    const troupes = troupesOf(this.plan)
    this.total = troupes.reduce((sum, { members }) => sum + members.length, 0)
    this.prepare(troupes)
    for (const troupe of sampleOf(troupes, sample)) await this.tryAll(troupe)
    const queued = await countQueues(this.plan, this.pace)
    if (this.isOvertaken) return this.report('refused', { defects: [overtaken] })
    return this.report(this.findings.all.every(isWarning) ? 'passed' : 'failed', { queued })
  }

  /** The plan, made when no lazy upgrade is at work on these classes: until then there are states of two versions. */
  private async makePlan(): Promise<void> {
    const plan = (): PreparedPlan => makePlan(this.values, this.site.registry, this.options.migrations)
    for (this.plan = plan(); this.isMigrating; this.plan = plan()) while (this.isMigrating) await this.pace.pause()
  }

  private get isMigrating(): boolean {
    return this.plan.frozen.some(({ pending }) => pending !== null)
  }

  private prepare(troupes: readonly Troupe[]): void {
    const { extra, migrations } = this.options
    const older = (name: string) => this.site.registry.get(name).older
    const stage = { findings: this.findings, extra: copyOf(extra), migrations, older }
    for (const change of new Set(troupes.flatMap(({ changes }) => changes)))
      this.slices.set(change, new SliceRehearsal(change, stage))
  }

  private async tryAll({ changes, members }: Troupe): Promise<void> {
    for (const cell of members) {
      if (this.pace.isPauseDue) await this.pace.pause()
      if (this.isOvertaken) return
      if (cell.instance === null) continue
      this.states += 1
      if (isQuarantined(cell)) this.findings.note(quarantineOf(cell, changes[0]!))
      else for (const change of changes) this.slices.get(change)!.try(subjectOf(cell))
    }
  }

  /** Whether what is to be replaced does not run any more, or what is to replace it has been purged. */
  private get isOvertaken(): boolean {
    const { registry } = this.site
    return this.plan.steps.some(({ previous, next, class: name }) => {
      return (previous !== null && registry.find(name)?.current !== previous) || next.state === 'purged'
    })
  }

  private report(outcome: RehearsalFacts['outcome'], facts: Partial<RehearsalFacts>): Rehearsal {
    const { steps: _steps, frozen: _frozen, read: _read, ...plan } = this.plan
    const durationMs = this.site.world.clock.now() - this.start
    const { states, total } = this
    const findings = outcome === 'refused' ? [] : this.findings.all
    return new Rehearsal({ outcome, plan, defects: [], findings, states, total, queued: [], durationMs, ...facts })
  }
}
