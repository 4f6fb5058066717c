// What can be said about an upgrade, and what is wrong with it when it is not that.

import { isMigrationList, type Migration } from '../class/migration.js'
import { demand, demandMs, demandOptions } from '../protocol/demands.js'
import type { PurgeMode } from './purge.js'

export interface UpgradeOptions {
  /**
   * `atomic` (the default): all instances migrate before the commit, or none. `lazy`: the commit comes at once, and each
   * instance migrates when it is first touched, the idle ones in the background; one that fails is quarantined alone.
   */
  readonly strategy?: 'atomic' | 'lazy'
  /** Milliseconds in which the whole set has to come to rest; the default is 5,000. */
  readonly deadline?: number
  /** What becomes of who has not come to rest by then: refuse the upgrade (the default), or kill those instances. */
  readonly onDeadline?: 'refuse' | 'kill'
  /** Whether old generations are purged at the end: `later` (the default) leaves it to `system.purge`. */
  readonly purge?: PurgeMode | 'later'
  /** Milliseconds to wait for callers of static methods before a purge; the default is 0. */
  readonly drainTimeout?: number
  /** Handed to every migration. */
  readonly extra?: unknown
  /** Migrations by name of class, for classes that bring none for these versions. */
  readonly migrations?: Readonly<Record<string, readonly Migration[]>> | undefined
  /** Refuses at once when another upgrade runs or waits, instead of waiting for it. */
  readonly failFast?: boolean
  /**
   * Asked from inside an instance of the set: do it after the method that asks has ended. Without it such an upgrade is
   * refused, because the method would wait for the upgrade and the upgrade for the method.
   */
  readonly detached?: boolean
}

const choices = {
  strategy: ['atomic', 'lazy'],
  onDeadline: ['refuse', 'kill'],
  purge: ['soft', 'hard', 'later'],
} as const

const known = [...Object.keys(choices), 'deadline', 'drainTimeout', 'extra', 'migrations', 'failFast', 'detached']

/** Throws for options that cannot be. */
export function demandUpgradeOptions(options: UpgradeOptions): void {
  demandOptions(options, known, 'upgrade')
  for (const option of ['deadline', 'drainTimeout'] as const) demandMs(option, options[option])
  for (const option of ['strategy', 'onDeadline', 'purge'] as const) {
    const value = options[option]
    const allowed: readonly string[] = choices[option]
    demand(value === undefined || allowed.includes(value), option, value, `is none of ${allowed.join(', ')}`)
  }
  demandMigrations(options.migrations)
}

/** Demands migrations by name of class. */
export function demandMigrations(migrations: unknown): void {
  if (migrations === undefined) return
  const isObject = typeof migrations === 'object' && migrations !== null
  demand(isObject, 'migrations', migrations, 'is no object: write { Cat: [migration(...)] }')
  for (const [name, list] of Object.entries(migrations as object)) {
    demand(isMigrationList(list), `migrations.${name}`, list, 'is no list of migration(...)')
  }
}
