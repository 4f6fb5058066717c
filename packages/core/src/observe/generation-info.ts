// The generations of a class as plain data.

import type { LiveClass } from '../registry/live-class.js'
import { frozen } from './frozen.js'

/** One generation of a class: a version that was loaded and has not been forgotten. */
export interface GenerationInfo {
  readonly version: string
  /** The content hash: equal for equal code and declarations. */
  readonly hash: string
  /** `current`: what the class runs; `old`: replaced and not purged. */
  readonly state: 'current' | 'old'
  /** How many calls that entered it have not ended, and may outlive it; `system.lingering` names them. */
  readonly lingering: number
  /** Whether the upgrade away from it dropped something that is kept for the way back. */
  readonly hasKeepsake: boolean
  /** Whether its code is in memory. */
  readonly isInMemory: boolean
}

/** The generations of a class, oldest first; the last one is current. */
export function inspectGenerations({ older, current }: LiveClass): readonly GenerationInfo[] {
  return frozen(
    [...older, current].map((generation) => ({
      version: generation.version,
      hash: generation.hash,
      state: generation === current ? ('current' as const) : ('old' as const),
      lingering: generation.leases.size,
      hasKeepsake: generation.keepsake !== null,
      isInMemory: generation.isInMemory,
    })),
  )
}
