// A trait for instances that take part in their upgrades, under the names that people know who come from WOOPER. The hooks are
// the runtime's own and need no trait; what it adds are their types, and an instance that can tell its versions and what has
// become of it. Ancestor: WOOPER's class_Upgradable.

import {
  Actor,
  actor,
  attribute,
  type ClassChange,
  type ComingUpgrade,
  type InstanceUpgrade,
  request,
  type UpgradeRefusal,
} from '@instar/core'

/** What an instance remembers of its last upgrade; plain data. */
export interface RememberedUpgrade {
  /** When it heard of it, in milliseconds of the system's clock. */
  readonly at: number
  /** The classes that were changed, with their versions. */
  readonly changes: readonly Pick<ClassChange, 'class' | 'from' | 'to' | 'direction'>[]
  /** The names of the attributes that this very instance has lost. Their values are for `afterUpgrade` alone. */
  readonly dropped: readonly string[]
}

/** Hooks around upgrades, versions, and the memory of the last upgrade. Of a passive instance no hook is called. */
@actor({ version: '1.0.0', description: 'takes part in its upgrades, and can tell of them' })
export class Upgradable extends Actor {
  @attribute({ initial: null, description: 'what the last upgrade did to it' }) lastUpgrade!: RememberedUpgrade | null

  /**
   * Write it to get ready for a freeze: it is called, and awaited within the upgrade's deadline, before the freeze. A throwing
   * one refuses the upgrade, and is named with its instance.
   */
  beforeFreeze?(coming: ComingUpgrade): unknown

  /** Write it to hear that an upgrade that `beforeFreeze` was called for has been refused or rolled back. */
  upgradeRefused?(refusal: UpgradeRefusal): unknown

  /** Write one of your own too, for what was dropped: all of a lineage are called, base first, before the next message. */
  afterUpgrade({ changes, dropped }: InstanceUpgrade): unknown {
    const moved = changes.filter(({ kind }) => kind !== 'unchanged')
    this.lastUpgrade = {
      at: this.system.clock.now(),
      changes: moved.map(({ class: name, from, to, direction }) => ({ class: name, from, to, direction })),
      dropped: Object.keys(dropped),
    }
    return undefined
  }

  /** The version of each class of the lineage, by name. */
  @request({ const: true }) getVersions(): Readonly<Record<string, string>> {
    return this.system.describe(this.self(Upgradable).className).versions
  }

  /** What the last upgrade did to it; null when there was none. */
  @request({ const: true }) getLastUpgrade(): RememberedUpgrade | null {
    return this.lastUpgrade
  }
}
