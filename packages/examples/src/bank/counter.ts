// The supervisor of the clerks, who are known to fall over now and then.

import { child, Supervisor } from '@instar/classes'
import { actor, attribute } from '@instar/core'
import { ClumsyClerk } from './clumsy-clerk.js'

@actor({ version: '1.0.0', description: 'keeps the clerks running' })
export class Counter extends Supervisor {
  @attribute() clerks: number

  constructor(clerks: number) {
    super()
    this.clerks = clerks
  }

  override children() {
    const badges = Array.from({ length: this.clerks }, (_, i) => `clerk-${i + 1}`)
    return badges.map((badge) => child(badge, ClumsyClerk, [badge], { name: badge }))
  }

  override intensity() {
    return { restarts: 200, withinMs: 60_000 }
  }
}
