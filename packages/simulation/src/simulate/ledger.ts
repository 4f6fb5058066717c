// The ledger: what has really happened, as the code of the zoo reports it, beside what was asked for. It is the model that the
// system is held against: a message is an entry that is handled once or ends otherwise; an instance is a life whose
// deeds say what its attributes must be, under whatever versions.

/** One message, from its sending to its end. */
export interface Entry {
  readonly id: number
  readonly method: string
  /** The serial of the life that it was sent to. */
  readonly target: number
  /** Who sent it: a life, 0 for outside, the own timers of a life as its negative. */
  readonly sender: number
  readonly isRequest: boolean
  /** Its place among what was sent: later, for what a method sends on. */
  place: number
  /** How often its method has begun. */
  begun: number
  /** How it ended for who sent it: `answered`, `failed`, or the code of the error; null while nobody has heard. */
  end: string | null
}

/** What an instance has done, counted by the class whose attribute tells of it. */
export interface Deeds {
  grown: number
  fed: number
  caught: number
  dived: number
}

/** One instance, from its constructor to its destructor. */
export interface Life {
  readonly id: number
  /** The object itself, as a callback would hold it. */
  readonly instance: { poke(): void }
  readonly deeds: Deeds
  hasEnded: boolean
  /** How often a callback has written to it. */
  pokes: number
  destructed: number
  /** The place of the last message that it began, by sender. */
  readonly latest: Map<number, number>
}

/** What failed to hold, and for whom. */
export class Violation extends Error {
  constructor(
    readonly invariant: string,
    detail: string,
  ) {
    super(`${invariant}: ${detail}`)
  }
}

/** What migrations have done to one life in one upgrade. */
interface Migrated {
  /** How often a callback had written to it before: a write while it is staged has it migrated again. */
  readonly pokes: number
  readonly steps: Set<string>
  /** Of each step, in their order. */
  readonly levels: string[]
}

/** Base first. */
const depths: Readonly<Record<string, number>> = { Creature: 0, Mammal: 1, Swimmer: 1, Cat: 2 }

/** What a class version says of itself when its code runs. */
export interface Running {
  readonly class: string
  readonly version: string
}

export class Ledger {
  readonly entries = new Map<number, Entry>()
  readonly lives = new Map<number, Life>()
  /** What has been seen not to hold; the first is told. */
  readonly violations: Violation[] = []
  /** The migration with this number, from now on, throws; 0 for none. */
  failingMigration = 0
  /** Milliseconds that each migration takes. */
  slowMigrations = 0
  /** Versions that a soft purge has taken, as `Cat 1.0.0`; code of them must never run again. */
  readonly purged = new Set<string>()
  /** Versions that a hard purge has taken: what was left in them may go on, also after they have come and gone again. */
  readonly forced = new Set<string>()
  /** The steps of migrations that ran since the upgrade began, by life. */
  private readonly migrations = new Map<number, Migrated>()
  private isOpenForGood = false
  private lastId = 0
  private lastEntry = 0
  private lastPlace = 0
  /** Ends of what methods wait for, by entry. */
  private readonly gates = new Map<number, () => void>()

  constructor(
    private readonly versionOf: (name: string) => string,
    private readonly passTime: (ms: number) => void,
  ) {}

  blame(invariant: string, detail: string): void {
    this.violations.push(new Violation(invariant, detail))
  }

  // ---- messages

  send(method: string, target: number, sender: number, isRequest: boolean): Entry {
    const entry: Entry = {
      id: (this.lastEntry += 1),
      method,
      target,
      sender,
      isRequest,
      place: (this.lastPlace += 1),
      begun: 0,
      end: null,
    }
    this.entries.set(entry.id, entry)
    return entry
  }

  /** A method sends it on now. */
  depart(id: number): void {
    this.entries.get(id)!.place = this.lastPlace += 1
  }

  end(entry: Entry, how: string): void {
    if (entry.end !== null) this.blame('a request ends once', `#${entry.id} ${entry.method}: ${entry.end}, then ${how}`)
    entry.end = how
  }

  /** A method has begun. */
  begin(id: number, lifeId: number, running: Running): void {
    const entry = this.entries.get(id)!
    const life = this.lives.get(lifeId)!
    entry.begun += 1
    if (entry.begun > 1) this.blame('each message is handled once', `#${id} ${entry.method} began ${entry.begun} times`)
    if (entry.target !== lifeId) this.blame('messages reach whom they were sent to', `#${id} came to life ${lifeId}`)
    if (entry.end !== null)
      this.blame('what was given up is not begun', `#${id} ${entry.method} had ended: ${entry.end}`)
    if (life.hasEnded) this.blame('nothing begins after the end', `#${id} ${entry.method} in life ${lifeId}`)
    const before = life.latest.get(entry.sender) ?? 0
    if (before > entry.place) this.blame('the order of a sender is kept', `#${id} ${entry.method} in life ${lifeId}`)
    life.latest.set(entry.sender, Math.max(before, entry.place))
    this.demandCurrent(running, `#${id} ${entry.method}`)
  }

  /** A static method has begun. */
  enterStatic(id: number, running: Running): void {
    this.entries.get(id)!.begun += 1
    this.demandCurrent(running, `#${id} static`)
  }

  private demandCurrent({ class: name, version }: Running, what: string): void {
    const current = this.versionOf(name)
    if (current !== version)
      this.blame('no old code begins', `${what} ran ${name} ${version} while ${current} is current`)
  }

  /** A method goes on behind an `await`. */
  goOn({ class: name, version }: Running): void {
    const code = `${name} ${version}`
    if (this.purged.has(code) && !this.forced.has(code))
      this.blame('no old code runs after its purge', `${name} ${version} goes on`)
  }

  notePurge(name: string, versions: readonly string[], mode: 'soft' | 'hard'): void {
    const gone = mode === 'soft' ? this.purged : this.forced
    for (const version of versions) gone.add(`${name} ${version}`)
  }

  // ---- lives

  beBorn(instance: { poke(): void }): number {
    const id = (this.lastId += 1)
    const deeds = { grown: 0, fed: 0, caught: 0, dived: 0 }
    this.lives.set(id, { id, instance, deeds, hasEnded: false, pokes: 0, destructed: 0, latest: new Map() })
    return id
  }

  destruct(id: number): void {
    const life = this.lives.get(id)!
    life.destructed += 1
    life.hasEnded = true
    if (life.destructed > 1) this.blame('destructors run once', `life ${id}`)
  }

  deedsOf(id: number): Deeds {
    return this.lives.get(id)!.deeds
  }

  // ---- what methods wait for

  wait(entryId: number): Promise<void> {
    return this.isOpenForGood ? Promise.resolve() : new Promise((resolve) => this.gates.set(entryId, resolve))
  }

  open(entryId: number): void {
    this.gates.get(entryId)?.()
    this.gates.delete(entryId)
  }

  /** Lets nobody wait from now on. */
  openForGood(): void {
    this.isOpenForGood = true
    this.openAll()
  }

  openAll(): void {
    for (const id of this.gates.keys()) this.open(id)
  }

  // ---- migrations

  startUpgrade(): void {
    this.migrations.clear()
  }

  /** A migration step of one level of one life. */
  migrate(level: string, way: 'up' | 'down', step: string, lifeId: number): void {
    this.judgeMigration(level, way, step, lifeId)
    if (this.slowMigrations > 0) this.passTime(this.slowMigrations)
    if (this.failingMigration > 0 && (this.failingMigration -= 1) === 0) {
      throw new Error(`the migration of ${level} of ${lifeId} fails`)
    }
  }

  /** An upgrade has ended: the levels of each life were migrated base first, or, where any of the set goes down, derived first. */
  judgeOrder(goesDown: boolean): void {
    for (const [life, { levels }] of this.migrations) {
      const ordered = levels.toSorted((a, b) => (goesDown ? depths[b]! - depths[a]! : depths[a]! - depths[b]!))
      if (ordered.some((level, i) => level !== levels[i]))
        this.blame('up base first, down derived first', `life ${life}: ${levels.join(', ')}`)
    }
  }

  private judgeMigration(level: string, way: 'up' | 'down', step: string, lifeId: number): void {
    const { pokes } = this.lives.get(lifeId)!
    let migrated = this.migrations.get(lifeId)
    if (migrated === undefined || migrated.pokes !== pokes)
      this.migrations.set(lifeId, (migrated = { pokes, steps: new Set(), levels: [] }))
    const key = `${level} ${way} ${step}`
    if (migrated.steps.has(key)) this.blame('each step of a migration runs once', `${key} of life ${lifeId}`)
    migrated.steps.add(key)
    migrated.levels.push(level)
  }
}
