// The auditor takes stock every so often, and remembers whether there was ever anything wrong.

import { Ticker } from '@instar/classes'
import { actor, attribute, request } from '@instar/core'
import { type Stock, takeStock } from './stock.js'

/** What an auditor has seen so far. */
export interface Findings {
  readonly audits: number
  /** Those in which money was missing, or too much. */
  readonly wrong: number
}

@actor({ version: '1.0.0', description: 'takes stock all the time' })
export class Auditor extends Ticker {
  @attribute() audits = 0
  @attribute() wrong = 0

  tick(): void {
    this.audit()
  }

  @request() audit(): Stock {
    const stock = takeStock(this.system)
    this.audits += 1
    if (stock.missing !== 0) this.wrong += 1
    return stock
  }

  @request({ const: true }) findings(): Findings {
    return { audits: this.audits, wrong: this.wrong }
  }
}
