// A creature with a main loop: it waits for what comes into its web, and eats one after the other. What it has waited for is
// its own, whatever happens then; where it waits it may be ended, and begins anew in the code that is current.

import { actor, type Migration } from '@instar/core'
import type { CreatureClass, Grow } from './creature.js'
import { declare, type Flaw, spoil } from './declaring.js'
import type { Entry, Ledger, Running } from './ledger.js'

type Life = InstanceType<CreatureClass>

/** A spider whose loop is a plain generator. */
export function spider(Base: CreatureClass, eat: Grow, flaw: Flaw | null = null): CreatureClass {
  const code: Running = { class: 'Spider', version: '1.0.0' }
  class Spider extends Base {
    *main(): Generator<() => Entry | Promise<Entry>, void, Entry> {
      const { ledger, CreatureId: id } = this
      try {
        for (;;) {
          const fly = yield () => ledger.webs.hunger(id, code)
          ledger.webs.seize(fly, id, code)
          if (swallow(this, fly, eat)) return
        }
      } finally {
        rest(this, ledger, id)
      }
    }
  }
  return complete(Spider, '1.0.0', [], { flies: 0 }, flaw)
}

/** One whose loop is an asynchronous generator, and takes its time for a tough fly. */
export function patientSpider(
  Base: CreatureClass,
  migrations: readonly Migration[],
  eat: Grow,
  flaw: Flaw | null = null,
): CreatureClass {
  const code: Running = { class: 'Spider', version: '2.0.0' }
  class Spider extends Base {
    async *main(): AsyncGenerator<() => Entry | Promise<Entry>, void, Entry> {
      const { ledger, CreatureId: id } = this
      try {
        for (;;) {
          const fly = yield () => ledger.webs.hunger(id, code)
          ledger.webs.seize(fly, id, code)
          if (fly.method === 'tough fly') await ledger.wait(fly.id)
          ledger.goOn(code)
          if (swallow(this, fly, eat)) return
        }
      } finally {
        rest(this, ledger, id)
      }
    }
  }
  return complete(Spider, '2.0.0', migrations, { web: [0] }, flaw)
}

/** Eats a fly; whether it was the last one. */
function swallow(self: Life, { method, target }: Entry, eat: Grow): boolean {
  if (method === 'bad fly') throw new Error('as asked')
  self.ledger.deedsOf(target).trapped += 1
  eat(self)
  self.ledger.webs.letGo(target)
  return method === 'last fly'
}

/** A loop ends, and writes when all of its instance may be staged. */
function rest(self: Life, ledger: Ledger, id: number): void {
  ledger.webs.leave(id)
  ledger.deedsOf(id).rested += 1
  ledger.noteWrite(id)
  Object.assign(self, { naps: (self as unknown as { naps: number }).naps + 1 })
}

function complete(
  value: CreatureClass,
  version: string,
  migrations: readonly Migration[],
  initials: Readonly<Record<string, unknown>>,
  flaw: Flaw | null,
): CreatureClass {
  declare(value, { SpiderId: 0, naps: 0, ...initials })
  spoil(value, flaw)
  actor({ name: 'Spider', version, migrations })(value)
  return value
}
