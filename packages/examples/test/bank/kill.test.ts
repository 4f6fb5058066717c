// The finer grid: somebody is killed in the middle of whatever it does. A bystander keeps sending itself messages, between which
// chance lets the others go on; at each of them it takes stock, and at one of them it kills.

import { Actor, actor, type ActorSystem, attribute, oneway, type Oneway, request } from '@instar/core'
import { expect, test } from 'vitest'
import { ledgerOf } from '../../src/bank/address.js'
import type { Ledger } from '../../src/bank/ledger.js'
import { takeStock } from '../../src/bank/stock.js'
import { capital, centsOf, opening, openSmallBank, orderWith } from './small-bank.js'

const kills = 30
const stride = 4

@actor({ version: '1.0.0' })
class Bystander extends Actor {
  @attribute() wrong = 0
  @attribute() place = ''

  /** Goes on for a while, and kills the victim at its `at`th step. */
  @oneway() watch(transfer: number, at: number, victim: string, step = 1): Oneway {
    if (takeStock(this.system).missing !== 0) this.wrong += 1
    if (step === at) {
      this.place = placeOf(this.system, transfer)
      void this.system.whereis(victim)?.kill()
    }
    if (step < kills * stride) this.self(Bystander).watch(transfer, at, victim, step + 1)
  }

  @request({ const: true }) findings(): { readonly wrong: number; readonly place: string } {
    return { wrong: this.wrong, place: this.place }
  }
}

/** How far a transfer has come, and how many of payer and payee have done what they noted. */
function placeOf(system: ActorSystem, id: number): string {
  const point = (system.getState(ledgerOf(system)) as unknown as Ledger).open.get(id)?.point
  if (point === undefined) return 'closed'
  const done = ['account-1', 'account-2'].filter((name) => {
    const account = system.whereis(name)
    return account !== undefined && (system.getState(account)!['moved'] as readonly number[]).includes(id)
  })
  return `${point}, done by ${['neither', 'one', 'both'][done.length]!}`
}

/** Transfers one after the other; in each somebody is killed, a few steps later than in the last. Gives where that was. */
async function killAlong(victim: string, seed: number): Promise<string[]> {
  await using small = await openSmallBank({ seed })
  const { started, ledger } = small
  const bystander = await started.system.spawn(Bystander)
  const places: string[] = []
  for (let id = 1; id <= kills; id++) {
    ledger.accept([{ ...orderWith(), id }])
    bystander.watch(id, id * stride - (seed % stride), victim)
    await started.settle()
    places.push((await bystander.findings()).place)
    expect({ id, cents: await centsOf(small, 1, 2) }).toEqual({ id, cents: [opening - id * 1234, opening + id * 1234] })
  }
  expect((await bystander.findings()).wrong).toBe(0)
  expect(takeStock(started.system)).toEqual({ inAccounts: capital, underWay: 0, missing: 0 })
  return places
}

test.each(['clerk-1', 'account-1', 'account-2'])('%s is killed at any step, and no cent is lost', async (victim) => {
  const places = new Set<string>()
  for (let seed = 1; seed <= 8; seed++) for (const place of await killAlong(victim, seed)) places.add(place)
  // Every moment that there is; among them those at which the ledger knows already what an account is about to do.
  expect([...places].toSorted()).toEqual([
    'closed',
    'credited, done by both',
    'credited, done by one',
    'debited, done by neither',
    'debited, done by one',
    'reserved, done by neither',
  ])
})
