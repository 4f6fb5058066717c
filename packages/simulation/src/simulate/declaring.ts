// How classes are declared by hand: their attributes by initial values, and, of some, what keeps a set of classes from being
// loaded.

import { attribute } from '@instar/core'

/** Declares attributes by their initial values. */
export function declare({ prototype }: Function, initials: Readonly<Record<string, unknown>>): void {
  for (const [name, initial] of Object.entries(initials))
    attribute({ initial: typeof initial === 'object' ? () => structuredClone(initial) : initial })(
      prototype as object,
      name,
    )
}

/** A load hook that throws, at once or later; an initial value that all would share; a main loop that is no generator. */
export const flaws = ['hook', 'late hook', 'initial', 'main'] as const
export type Flaw = (typeof flaws)[number]

/** Makes a class that is not decorated yet one that does not load. Its declarations differ, so it is never the sound one. */
export function spoil(value: Function, flaw: Flaw | null): void {
  if (flaw === null) return
  const prototype = value.prototype as object
  attribute({ initial: (flaw === 'initial' ? [] : 0) as never })(prototype, 'flaw')
  if (flaw === 'hook') Object.assign(value, { onLoad: () => refuse() })
  if (flaw === 'late hook') Object.assign(value, { onLoad: async () => refuse() })
  if (flaw === 'main') Object.defineProperty(prototype, 'main', { value: () => {} })
}

function refuse(): never {
  throw new Error('as asked')
}
