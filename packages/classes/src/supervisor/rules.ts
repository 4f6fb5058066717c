// What a supervisor goes by, judged: its strategy, intensity and backoff. All that is wrong with them is said at once.

import {
  type Backoff,
  backoffDefects,
  type Intensity,
  intensityDefects,
  messageOf,
  type Rules,
  type Supervision,
} from '@instar/core'

/** Whoever has rules. */
export interface Ruled {
  readonly supervision: Supervision
  strategy(): string
  intensity(): Intensity
  backoff(): Backoff | null
}

/** The rules of a supervisor, for one decision; they have been judged before. */
export function rulesOf(ruled: Ruled): Rules {
  return {
    strategy: ruled.supervision.strategy(ruled.strategy())!,
    intensity: ruled.intensity(),
    backoff: ruled.backoff(),
  }
}

/** What is wrong with the rules of a supervisor, as sentences. */
export function ruleDefects(ruled: Ruled): string[] {
  return [
    ...judge('strategy', () => strategyDefects(ruled)),
    ...judge('intensity', () => intensityDefects(ruled.intensity())),
    ...judge('backoff', () => backoffDefects(ruled.backoff())),
  ]
}

function strategyDefects(ruled: Ruled): string[] {
  const name = ruled.strategy()
  if (ruled.supervision.strategy(name) !== undefined) return []
  return [`its strategy is ${JSON.stringify(name)}, which there is not: bind a Supervision that has it to SUPERVISION`]
}

/** What a method of the author's gives, judged; that it throws is a defect like others. */
export function judge(method: string, defects: () => readonly string[]): readonly string[] {
  try {
    return defects()
  } catch (error) {
    return [`its ${method}() threw: ${messageOf(error)}`]
  }
}
