// A supervisor with two children, a cat and a spider. Its second version restarts both when one of them fails, after a while,
// and does not wait for the end of the cat.

import { actor, attribute, type Backoff, type ChildSpec, type Migration, request, service } from '@instar/core'
import { Supervisor } from '@instar/classes'
import { declare, type Flaw, spoil } from './declaring.js'
import { LEDGER, type Ledger, type Running } from './ledger.js'

/** What a version of the keeper does differently. */
export interface Keeping {
  readonly version: string
  readonly migrations: readonly Migration[]
  readonly initials: Readonly<Record<string, unknown>>
  readonly strategy: 'one-for-one' | 'one-for-all'
  readonly backoff: Backoff | null
  readonly shutdown: 'kill' | number
  readonly welcome: (self: Record<string, any>) => void
}

/** The classes of the children, which are their ids too. */
export const children = ['Cat', 'Spider'] as const

/** A version of the keeper. */
export function keeper({ version, migrations, initials, welcome, ...rules }: Keeping, flaw: Flaw | null = null) {
  const code: Running = { class: 'Keeper', version }
  class Keeper extends Supervisor {
    @service(LEDGER) ledger!: Ledger
    @attribute({ initial: 0 }) KeeperId!: number
    constructor() {
      super()
      this.KeeperId = this.ledger.beBorn(this, code)
    }
    override async destruct(): Promise<void> {
      this.ledger.destruct(this.KeeperId)
    }
    override children(): readonly ChildSpec[] {
      const { shutdown } = rules
      return children.map((name) => ({ id: name, class: name, args: [this.KeeperId], shutdown, timeout: Infinity }))
    }
    override strategy() {
      return rules.strategy
    }
    override intensity() {
      return { restarts: 1000, withinMs: 1000 }
    }
    override backoff(): Backoff | null {
      return rules.backoff
    }
    @request() visit(id: number): number {
      this.ledger.begin(id, this.KeeperId, code)
      this.poke()
      return id
    }
    /** What a callback of somebody else does, who holds the object itself. */
    poke(): void {
      this.ledger.deedsOf(this.KeeperId).visited += 1
      welcome(this)
    }
  }
  declare(Keeper, initials)
  spoil(Keeper, flaw)
  actor({ name: 'Keeper', version, migrations })(Keeper)
  return Keeper
}
