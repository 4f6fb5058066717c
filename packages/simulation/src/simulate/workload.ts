// Workloads as plain data: what clients, operators and misfortune do, in which order each of them does it. Made, and shrunk, by
// fast-check; who is meant by a number is decided when the action is done, among those that live then.

import * as fc from 'fast-check'
import { flaws } from './declaring.js'

const deeds = {
  grow: 4,
  growLater: 1,
  relay: 3,
  work: 4,
  peek: 3,
  ask: 3,
  linger: 4,
  giveUp: 2,
  fail: 1,
  crash: 1,
  poke: 2,
  spawn: 3,
  storm: 1,
  stop: 2,
  kill: 2,
  feed: 5,
  visit: 2,
  crashChild: 3,
  dismiss: 2,
  count: 2,
  open: 3,
  purge: 2,
  purgeHard: 1,
  rollback: 1,
  upgrade: 8,
} as const

export type Deed = keyof typeof deeds

/** What goes wrong while an upgrade is on its way, when its phase is reached. */
export const phases = ['check', 'freeze', 'stage', 'commit', 'thaw'] as const

/** What happens at that point. */
export const faults = [
  'none',
  'kill',
  'stop',
  'crash',
  'spawn',
  'storm',
  'poke',
  'grow',
  'linger',
  'giveUp',
  'feed',
  'visit',
  'crashChild',
  'dismiss',
  'purge',
  'upgrade',
  'rollback',
  'late',
] as const

export interface Action {
  readonly deed: Deed
  /** Whose: actions of one client happen in their order. */
  readonly client: number
  readonly who: number
  readonly other: number
  /** Of an upgrade: the versions of the classes, and how. */
  readonly to: readonly number[]
  readonly isLazy: boolean
  readonly kills: boolean
  readonly purge: 'later' | 'soft' | 'hard'
  readonly fault: {
    readonly phase: (typeof phases)[number]
    /** Of the staging: not before so many instances are done. */
    readonly done: number
    readonly kind: (typeof faults)[number]
  }
  /** What keeps one class of the set from being loaded. */
  readonly flaw: (typeof flaws)[number] | 'none'
  /** The migration that throws, counted from 1; 0 for none. */
  readonly failing: number
  /** Milliseconds that each migration takes: more than a slice. */
  readonly slow: number
}

const action: fc.Arbitrary<Action> = fc.record({
  deed: fc.oneof(...Object.entries(deeds).map(([deed, weight]) => ({ arbitrary: fc.constant(deed as Deed), weight }))),
  client: fc.nat(3),
  who: fc.nat(11),
  other: fc.nat(11),
  to: fc.tuple(fc.nat(3), fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  isLazy: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
  kills: fc.boolean(),
  purge: fc.oneof(
    { arbitrary: fc.constant('later' as const), weight: 3 },
    { arbitrary: fc.constantFrom('soft' as const, 'hard' as const), weight: 1 },
  ),
  fault: fc.record({ phase: fc.constantFrom(...phases), done: fc.nat(4), kind: fc.constantFrom(...faults) }),
  flaw: fc.oneof(
    { arbitrary: fc.constant('none' as const), weight: 12 },
    { arbitrary: fc.constantFrom(...flaws), weight: 1 },
  ),
  failing: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, { arbitrary: fc.integer({ min: 1, max: 8 }), weight: 1 }),
  slow: fc.constantFrom(0, 0, 0, 5),
})

/** What happens to a small zoo. */
export const workloads = fc.array(action, { minLength: 8, maxLength: 36 })
