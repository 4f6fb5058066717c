// What observers are told of the attributes of instances.

import type { Pid } from '../base/ids.js'

/** One attribute before and after. `undefined` stands for one that was not there, or is no more, for an upgrade's sake. */
export interface ValueChange {
  readonly from: unknown
  readonly to: unknown
}

/** What one message, one upgrade, or one turn of other code changed of an instance. */
export interface InstanceChange {
  readonly pid: Pid
  readonly class: string
  /** The version of its class whose code did it, or that it was upgraded to. */
  readonly version: string
  /** By name of the attribute. */
  readonly changed: Readonly<Record<string, ValueChange>>
}
