// The classes that the scripts of these tests upgrade. Each call makes a class anew, so that no two tests share one.

import {
  actor,
  Actor,
  type ActorClass,
  type ActorSystem,
  attribute,
  drop,
  type Migration,
  migration,
  type Ref,
  request,
  staticMethod,
} from '@instar/core'

export interface Account extends Actor {
  getCents(): number
}
export type AccountClass = ActorClass<Account> & (new (balance: number) => Account)

/** What runs: it counts euros. `wait` holds an instance, and `hold` a caller, until the test lets them go. */
export function makeAccount() {
  @actor({ name: 'Account', version: '1.0.0' })
  class Account extends Actor {
    @attribute() balance: number
    constructor(balance: number) {
      super()
      this.balance = balance
    }
    @request({ const: true }) getCents(): number {
      return this.balance * 100
    }
    @request() async wait(until: Promise<void>): Promise<void> {
      await until
    }
    @staticMethod() static async hold(until: Promise<void>): Promise<void> {
      await until
    }
  }
  return Account
}

export interface CentsFacts {
  readonly version?: string
  /** Cents for a euro, to be handed over as `extra` unless it is said here. */
  readonly rate?: number
  readonly migrations?: readonly Migration[]
}

/** Its successor counts cents. What an `extra` gives goes before `rate`. */
export function makeAccountInCents({ version = '2.0.0', rate = 100, migrations = [inCents(rate)] }: CentsFacts = {}) {
  @actor({ name: 'Account', version, migrations: [...migrations] })
  class Account extends Actor {
    @attribute() cents: number
    constructor(balance: number) {
      super()
      this.cents = balance * rate
    }
    @request({ const: true }) getCents(): number {
      return this.cents
    }
  }
  return Account
}

export function inCents(rate: number): Migration {
  return migration('1.0.0', {
    up: ({ balance }, _, { extra }) => ({ cents: balance * ((extra as number | undefined) ?? rate) }),
    down: ({ cents }, dropped) => ({ balance: dropped?.['balance'] ?? cents / rate }),
  })
}

/** An upgrade to it throws for accounts that have this balance. */
export function inCentsBut(bad: number): Migration {
  return migration('1.0.0', {
    up: ({ balance }) => {
      if (balance === bad) throw new Error(`${bad} is not foreseen`)
      return { cents: balance * 100 }
    },
    down: ({ cents }) => ({ balance: cents / 100 }),
  })
}

/** A class of any name without attributes that matter. */
export function makeNamed(name: string, version: string, text = version): ActorClass & (new () => Actor) {
  @actor({ name, version, description: text })
  class Named extends Actor {
    @attribute({ initial: 0 }) count!: number
    @request() getText(): string {
      return text
    }
  }
  return Named
}

/** A ledger that keeps its lines, and a later one that does not. */
export function makeLedger(version = '1.0.0') {
  @actor({ name: 'Ledger', version })
  class Ledger extends Actor {
    @attribute() lines: readonly string[] = []
    @request() async wait(until: Promise<void>): Promise<void> {
      await until
    }
  }
  return Ledger
}

export function makeShortLedger(migrations: readonly Migration[] = [migration('1.0.0', drop('lines'))]) {
  @actor({ name: 'Ledger', version: '2.0.0', migrations: [...migrations] })
  class Ledger extends Actor {
    @attribute({ initial: 0 }) count!: number
  }
  return Ledger
}

/** An account of a special kind, written against a version of it. */
export function makeSavings(base: AccountClass, version: string) {
  @actor({ name: 'Savings', version })
  class Savings extends base {
    @attribute({ initial: 2 }) interest!: number
  }
  return Savings
}

/** The versions of all classes of a system. */
export function versionsOf(system: ActorSystem): Record<string, string> {
  return Object.fromEntries(system.classes.map(({ name, version }) => [name, version]))
}

/** What accounts hold together, in cents. */
export async function sumOf(accounts: readonly Ref<Account>[]): Promise<number> {
  const cents = await Promise.all(accounts.map((account) => account.getCents()))
  return cents.reduce((sum, one) => sum + one, 0)
}

/** A promise that the test itself resolves. */
export function makeGate() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
