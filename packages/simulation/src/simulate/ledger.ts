// The ledger: what has really happened, as the code of the zoo reports it, beside what was asked for. It is the model that the
// system is held against: a message is an entry that is handled once or ends otherwise; an instance is a life whose
// deeds say what its attributes must be, under whatever versions.

import { Migrations } from './migrations.js'
import { Webs } from './webs.js'

/** The token of the ledger. */
export const LEDGER = Symbol.for('simulation:ledger')

/** One message, from its sending to its end. */
export interface Entry {
  readonly id: number
  readonly method: string
  /** The serial of the life that it was sent to. */
  readonly target: number
  /** Who sent it: a life, 0 for outside, the own timers of a life as its negative, the feeder of main loops. */
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
  /** By main loops: what they have eaten, and how often one has ended. */
  trapped: number
  rested: number
  visited: number
}

/** One instance, from its constructor to its destructor. */
export interface Life {
  readonly id: number
  /** The life of its supervisor; 0 for none. */
  readonly keeper: number
  /** The object itself, as a callback would hold it. */
  readonly instance: { poke(): void }
  readonly deeds: Deeds
  hasEnded: boolean
  /** How often something has written to it that no upgrade waits for. */
  writes: number
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

/** What a class version says of itself when its code runs. */
export interface Running {
  readonly class: string
  readonly version: string
}

export class Ledger {
  readonly webs = new Webs(this)
  readonly migrations: Migrations
  readonly entries = new Map<number, Entry>()
  readonly lives = new Map<number, Life>()
  /** What has been seen not to hold; the first is told. */
  readonly violations: Violation[] = []
  /** Versions that a soft purge has taken, as `Cat 1.0.0`; code of them must never run again. */
  readonly purged = new Set<string>()
  /** Versions that a hard purge has taken: what was left in them may go on, also after they have come and gone again. */
  readonly forced = new Set<string>()
  private isOpenForGood = false
  private lastId = 0
  private lastEntry = 0
  private lastPlace = 0
  /** Ends of what methods wait for, by entry. */
  private readonly gates = new Map<number, () => void>()

  constructor(
    private readonly versionOf: (name: string) => string,
    passTime: (ms: number) => void,
  ) {
    this.migrations = new Migrations(this, passTime)
  }

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
    if (this.webs.isEating(lifeId))
      this.blame('nothing else runs in a stretch of a main loop', `#${id} ${entry.method}`)
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

  /** What begins now is code that is current. */
  demandCurrent({ class: name, version }: Running, what: string): void {
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

  beBorn(instance: Life['instance'], running: Running, keeper = 0): number {
    const id = (this.lastId += 1)
    this.demandCurrent(running, `the constructor of life ${id}`)
    const deeds = { grown: 0, fed: 0, caught: 0, dived: 0, trapped: 0, rested: 0, visited: 0 }
    const latest = new Map<number, number>()
    this.lives.set(id, { id, keeper, instance, deeds, hasEnded: false, writes: 0, destructed: 0, latest })
    return id
  }

  noteWrite(id: number): void {
    this.lives.get(id)!.writes += 1
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
}
