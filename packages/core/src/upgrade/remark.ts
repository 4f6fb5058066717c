// What classes say of an upgrade before it happens, as data that stands in the plan.

import type { Pid } from '../base/ids.js'

/** What a class has to say of an upgrade, about one instance. */
export interface Remark {
  readonly class: string
  readonly pid: Pid
  /** In words. */
  readonly text: string
  /** The same as data; what it is, the class says. */
  readonly data: unknown
}
