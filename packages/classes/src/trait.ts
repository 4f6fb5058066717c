// What a trait brings, for the interface that tells the compiler of it. `interface Cat extends Serialisable {}` says it too, but
// not where the superclass has a hook (`start`, say) of another type: the runtime chains hooks, TypeScript wants them equal.

import type { Actor, HookName } from '@instar/core'

/** The members of a trait without its hooks: `interface Door extends Trait<Serialisable> {}`. */
export type Trait<C extends Actor> = Omit<C, keyof Actor | HookName>
