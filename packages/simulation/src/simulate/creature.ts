// What the living of the zoo are made of: the base of all, levels on top of it, and what keeps a class from being loaded. Every
// method tells the ledger that it has begun, and which version it is.

import {
  Actor,
  actor,
  attribute,
  type Migration,
  type Oneway,
  oneway,
  request,
  type Ref,
  service,
  staticMethod,
} from '@instar/core'
import { declare, type Flaw, spoil } from './declaring.js'
import { type Deeds, LEDGER, type Ledger, type Running } from './ledger.js'

/** The levels above the base; each keeps the number of the life for its migrations. */
const levels = ['Mammal', 'Cat', 'Swimmer', 'Spider']

/** A version of the base, or of a level on top of it. */
export type CreatureClass = ReturnType<typeof creature>

/** Does with an instance what a version does. */
export type Grow = (self: Record<string, any>) => void

/** The base of all, by version: `grow` does what this version does. */
export function creature(
  version: string,
  migrations: readonly Migration[],
  initials: Readonly<Record<string, unknown>>,
  grow: Grow,
  flaw: Flaw | null = null,
) {
  const code: Running = { class: 'Creature', version }
  class Creature extends Actor {
    @service(LEDGER) ledger!: Ledger
    @attribute({ initial: 0 }) CreatureId!: number
    /** `keeper` is the life of the supervisor whose child it is; 0 for none. */
    constructor(keeper: number = 0) {
      super()
      this.CreatureId = this.ledger.beBorn(this, code, keeper)
      // Traits are constructed first, and every level has the number for its migrations.
      for (const name of levels) if (`${name}Id` in this) Object.assign(this, { [`${name}Id`]: this.CreatureId })
    }
    destruct(): void {
      this.ledger.destruct(this.CreatureId)
    }
    @oneway() grow(id: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
    }
    @oneway() growLater(id: number, later: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(later)
      this.after(10, Creature).grow(later)
    }
    @request({ const: true }) peek(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      return id
    }
    @request() async linger(id: number): Promise<number> {
      this.ledger.begin(id, this.CreatureId, code)
      await this.ledger.wait(id)
      this.ledger.goOn(code)
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
      return id
    }
    @request() async ask(id: number, other: Ref<Creature>, first: number, next: number): Promise<number> {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(first)
      other.grow(first)
      this.ledger.depart(next)
      return (await other.peekSlowly(next)) === next ? id : -1
    }
    @request() peekSlowly(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      return id
    }
    @oneway() relay(id: number, other: Ref<Creature>, next: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(next)
      other.grow(next)
    }
    @request() fail(id: number): void {
      this.ledger.begin(id, this.CreatureId, code)
      throw new Error('as asked')
    }
    @oneway() crash(id: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      throw new Error('as asked')
    }
    @staticMethod() static async count(ledger: Ledger, id: number): Promise<string> {
      ledger.enterStatic(id, code)
      await ledger.wait(id)
      ledger.goOn(code)
      return version
    }
    /** What a callback of somebody else does, who holds the object itself. */
    poke(): void {
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
    }
  }
  declare(Creature, initials)
  spoil(Creature, flaw)
  actor({ name: 'Creature', version, migrations })(Creature)
  return Creature
}

/** A level on top of another: one more attribute, one more request. */
export function level<B extends CreatureClass>(
  name: string,
  version: string,
  Base: B,
  migrations: readonly Migration[],
  initials: Readonly<Record<string, unknown>>,
  deed: keyof Deeds,
  act: Grow,
  flaw: Flaw | null = null,
): B {
  const code: Running = { class: name, version }
  const own = `${name}Id`
  class Level extends (Base as CreatureClass) {
    work(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.deedsOf(this.CreatureId)[deed] += 1
      act(this)
      return id
    }
  }
  const method = workOf[name]!
  Object.defineProperty(Level.prototype, method, { ...Object.getOwnPropertyDescriptor(Level.prototype, 'work')! })
  delete (Level.prototype as { work?: unknown }).work
  request()(
    Level.prototype as never,
    method as never,
    Object.getOwnPropertyDescriptor(Level.prototype, method) as never,
  )
  declare(Level, { [own]: 0, ...initials })
  spoil(Level, flaw)
  actor({ name, version, migrations })(Level)
  return Level as unknown as B
}

/** The request that each level adds. */
export const workOf: Readonly<Record<string, string>> = {
  Mammal: 'feed',
  Cat: 'hunt',
  Swimmer: 'dive',
}
