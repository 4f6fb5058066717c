// The upgrades of one system: one at a time, in the order in which they were asked for, with the way back from each.

import type { ClassValue } from '../class/metadata.js'
import type { UpgradeProgress } from '../protocol/events.js'
import { outsideChains } from '../protocol/current.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import type { Generation } from '../registry/generation.js'
import { askingMessage } from './asker.js'
import type { LazyOutcome } from './lazy.js'
import { demandUpgradeOptions, type UpgradeOptions } from './options.js'
import type { PreparedPlan } from './plan.js'
import { tellPurged, trimGenerations } from './purge.js'
import { type InstanceRule, removeClass, type RemovalReport } from './removal.js'
import type { UpgradeReport } from './report.js'
import { type Site, type UpgradeRequest, UpgradeRun } from './run.js'

/** What an asked upgrade promises. */
export interface StartedUpgrade {
  readonly report: Promise<UpgradeReport>
  /** Settles when no instance waits for its migration any more: with the report, but for a lazy upgrade. */
  readonly settled: Promise<LazyOutcome>
}

/** One upgrade that was committed. It knows generations by version only: history must not keep code in memory. */
interface HistoryEntry {
  readonly replaced: readonly { readonly class: string; readonly version: string }[]
  /** Migrations that came from outside; the way back needs them too. */
  readonly migrations: UpgradeOptions['migrations']
  isConfirmed: boolean
}

type Asked = Pick<UpgradeRequest, 'values' | 'refusals'> & Pick<UpgradeOptions, 'migrations'>
type OnProgress = (progress: UpgradeProgress) => void

export class Upgrades {
  private last: Promise<unknown> = Promise.resolve()
  private waiting = 0
  private readonly history: HistoryEntry[] = []

  constructor(
    private readonly site: Site,
    /** How many old generations of a class are kept for the way back. */
    private readonly keptGenerations: number,
  ) {}

  /** Runs an upgrade after those that were asked for before. */
  start(values: readonly ClassValue[], options: UpgradeOptions, onProgress: OnProgress): StartedUpgrade {
    return this.enqueue(options, onProgress, () => ({
      values,
      refusals: values.length === 0 ? ['no class was given'] : [],
    }))
  }

  /** Runs the upgrade that undoes the last one that has not been confirmed. */
  rollback(options: UpgradeOptions, onProgress: OnProgress): StartedUpgrade {
    return this.enqueue(options, onProgress, () => this.wayBack(), true)
  }

  /** Settles when no upgrade runs or waits. */
  get idle(): Promise<unknown> {
    return this.last
  }

  /** The last upgrade is there to stay: what it replaced, with what; null when there is none to confirm. */
  confirm(): readonly { readonly class: string; readonly from: string; readonly to: string }[] | null {
    const entry = this.history.at(-1)
    if (entry === undefined || entry.isConfirmed) return null
    entry.isConfirmed = true
    return entry.replaced.flatMap(({ class: name, version: from }) => {
      const live = this.site.registry.find(name)
      return live === undefined ? [] : [{ class: name, from, to: live.current.version }]
    })
  }

  /** Removes a class, after the upgrades that were asked for before. */
  remove(name: string, rule: InstanceRule): Promise<RemovalReport> {
    const removal = this.last.then(() => removeClass(this.site, name, rule))
    this.last = removal.catch(() => {})
    return removal
  }

  private enqueue(options: UpgradeOptions, onProgress: OnProgress, ask: () => Asked, isBack = false): StartedUpgrade {
    const { isStopping, node } = this.site.world
    if (isStopping) return failed(fail('system-stopped', { node }))
    try {
      demandUpgradeOptions(options)
    } catch (error) {
      return failed(error)
    }
    const asker = askingMessage()
    if (options.failFast === true && this.waiting > 0) return this.refuse(ask(), options, asker, onProgress)
    this.waiting += 1
    let run: UpgradeRun | null = null
    // The run belongs to nobody: who asks for it may have ended before it has.
    const report = outsideChains(() =>
      this.last.then(async () => {
        try {
          const { migrations = options.migrations, ...asked } = ask()
          run = new UpgradeRun(this.site, { ...asked, options: { ...options, migrations }, asker }, onProgress)
          const outcome = await run.run()
          this.remember(run, migrations, isBack)
          return outcome
        } finally {
          if (run?.isMigrating !== true) this.waiting -= 1
        }
      }),
    )
    const settled = report.then(async () => {
      const isMigrating = run!.isMigrating
      const outcome = await run!.settle()
      if (isMigrating) this.waiting -= 1
      return outcome
    })
    this.last = settled.catch(() => {})
    return { report, settled }
  }

  /** A report that says no, at once. */
  private refuse(asked: Asked, options: UpgradeOptions, asker: Message | null, onProgress: OnProgress): StartedUpgrade {
    const refusals = [
      'another upgrade runs or waits: ask again when it has ended, or leave `failFast` out to wait for it',
    ]
    const run = new UpgradeRun(this.site, { ...asked, refusals, options, asker }, onProgress)
    const report = run.run()
    return { report, settled: report.then(() => run.settle()) }
  }

  private remember({ committed }: UpgradeRun, migrations: UpgradeOptions['migrations'], isBack: boolean): void {
    if (committed === null) return
    const replaced = replacedBy(committed)
    if (isBack) this.history.pop()
    // What has only brought new classes leaves nothing to go back to.
    else if (replaced.length > 0) this.history.push({ replaced, migrations, isConfirmed: false })
    const { registry, world } = this.site
    for (const change of committed.steps)
      tellPurged(world.events, trimGenerations(registry, change.class, this.keptGenerations), 'soft')
  }

  /** The class values that the last upgrade replaced, or why it cannot be undone. */
  private wayBack(): Asked {
    const entry = this.history.at(-1)
    if (entry === undefined)
      return { values: [], refusals: ['no upgrade has been committed: there is nothing to go back from'] }
    if (entry.isConfirmed)
      return { values: [], refusals: ['the last upgrade has been confirmed: upgrade to the older classes instead'] }
    const found = entry.replaced.map(({ class: name, version }) => ({
      name,
      version,
      before: this.findOld(name, version),
    }))
    const gone = found.filter(({ before }) => before === undefined)
    return {
      values: found.flatMap(({ before }) => before?.value ?? []),
      migrations: entry.migrations,
      refusals: gone.map(
        ({ name, version }) => `${name} ${version} has been purged: hand its class over to upgrade to it`,
      ),
    }
  }

  private findOld(name: string, version: string): Generation | undefined {
    return this.site.registry.find(name)?.older.findLast((generation) => generation.version === version)
  }
}

function replacedBy({ steps }: PreparedPlan): HistoryEntry['replaced'] {
  return steps.flatMap(({ class: name, from }) => (from === null ? [] : [{ class: name, version: from }]))
}

function failed(error: unknown): StartedUpgrade {
  const report = Promise.reject(error)
  const settled = Promise.reject(error)
  settled.catch(() => {})
  return { report, settled }
}
