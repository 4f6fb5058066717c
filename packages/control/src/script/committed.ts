// The upgrades that were committed while a script runs, its own and those of others, as the system tells its observers. A
// rollback takes back the last upgrade, whoever asked for it; so a script has to know that the last one is its own.

import type { ActorSystem, ClassOutcome } from '@instar/core'

/** An upgrade is known by the very list of classes that its report and its event share. */
type Upgrade = readonly ClassOutcome[]

export class CommittedUpgrades {
  private readonly stack: Upgrade[] = []
  private readonly own = new Set<Upgrade>()
  private readonly subscription: { unsubscribe(): void }

  constructor(system: ActorSystem) {
    this.subscription = system.events$.subscribe((event) => {
      if (event.type !== 'upgrade-ended' || event.outcome !== 'committed') return
      if (event.isRollback) this.stack.pop()
      else this.stack.push(event.classes)
    })
  }

  /** Claims an upgrade for the script. */
  claim(upgrade: Upgrade): void {
    this.own.add(upgrade)
  }

  /** Whether an upgrade has not been taken back. */
  stands(upgrade: Upgrade): boolean {
    return this.stack.includes(upgrade)
  }

  /** What is in the way of taking back, or confirming, the script's last upgrade: one of somebody else; null when none is. */
  get stranger(): string | null {
    const last = this.stack.at(-1)
    if (last === undefined || this.own.has(last)) return null
    const classes = last.map(({ class: name, to }) => `${name} ${to}`).join(', ')
    return `somebody else has upgraded to ${classes} meanwhile, and only the last upgrade can be taken back or confirmed`
  }

  /** Stops observing. */
  close(): void {
    this.subscription.unsubscribe()
  }
}
