// The migrations that really run: each step is judged against what an upgrade may do, takes its time, and fails when it is its turn.

import type { Ledger } from './ledger.js'

/** What migrations have done to one life in one upgrade. */
interface Migrated {
  /** How often it had been written to before: a write while it is staged has it migrated again. */
  readonly writes: number
  readonly steps: Set<string>
  /** Of each step, in their order. */
  readonly levels: string[]
}

/** Base first. */
const depths: Readonly<Record<string, number>> = { Creature: 0, Mammal: 1, Swimmer: 1, Spider: 1, Cat: 2 }

export class Migrations {
  /** The migration with this number, from now on, throws; 0 for none. */
  failing = 0
  /** Milliseconds that each migration takes. */
  slow = 0
  /** Whether one has thrown since the upgrade began. */
  hasFailed = false
  /** The steps of migrations that ran since the upgrade began, by life. */
  private readonly steps = new Map<number, Migrated>()

  constructor(
    private readonly ledger: Ledger,
    private readonly passTime: (ms: number) => void,
  ) {}

  start(): void {
    this.steps.clear()
    this.hasFailed = false
  }

  /** A migration step of one level of one life. */
  note(level: string, way: 'up' | 'down', step: string, lifeId: number): void {
    this.judge(level, way, step, lifeId)
    if (this.slow > 0) this.passTime(this.slow)
    if (this.failing > 0 && (this.failing -= 1) === 0) {
      this.hasFailed = true
      throw new Error(`the migration of ${level} of ${lifeId} fails`)
    }
  }

  /** An upgrade has ended: the levels of each life were migrated base first, or, where any of the set goes down, derived first. */
  judgeOrder(goesDown: boolean): void {
    for (const [life, { levels }] of this.steps) {
      const ordered = levels.toSorted((a, b) => (goesDown ? depths[b]! - depths[a]! : depths[a]! - depths[b]!))
      if (ordered.some((level, i) => level !== levels[i]))
        this.ledger.blame('up base first, down derived first', `life ${life}: ${levels.join(', ')}`)
    }
  }

  private judge(level: string, way: 'up' | 'down', step: string, lifeId: number): void {
    const { writes } = this.ledger.lives.get(lifeId)!
    let migrated = this.steps.get(lifeId)
    if (migrated === undefined || migrated.writes !== writes)
      this.steps.set(lifeId, (migrated = { writes, steps: new Set(), levels: [] }))
    const key = `${level} ${way} ${step}`
    if (migrated.steps.has(key)) this.ledger.blame('each step of a migration runs once', `${key} of life ${lifeId}`)
    migrated.steps.add(key)
    migrated.levels.push(level)
  }
}
