// What commands work with: the system, and what the control plane keeps about it.

import type { ActorSystem } from '@instar/core'
import type { Admission } from './admission.js'
import type { AuditLog } from './audit.js'
import type { LiveJournal } from './journal.js'
import type { Lane } from './lane.js'

export interface Desk {
  readonly system: ActorSystem
  readonly admission: Admission
  readonly audit: AuditLog
  readonly journal: LiveJournal
  readonly lane: Lane
  /** Ends the streams that would go on without an end. */
  readonly streams: Set<{ end(): void }>
}
