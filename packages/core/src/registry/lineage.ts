// The order in which the levels of a class are asked: the class first, its superclass before its traits, every level
// before what it inherits from, the base last, each once. C3 linearisation, as in Dylan, Python and Perl; reference:
// Barrett et al., "A Monotonic Superclass Linearization for Dylan" (1996).

export interface Level<L> {
  readonly name: string
  /** The superclass, if any, and then the traits. */
  readonly parents: readonly L[]
}

/** The lineage of a level from those of its parents; `undefined` when no order respects all of them. */
export function linearise<L extends Level<L>>(level: L, lineageOf: (parent: L) => readonly L[]): L[] | undefined {
  const sequences = [...level.parents.map((parent) => [...lineageOf(parent)]), [...level.parents]]
  const lineage = [level]
  for (;;) {
    const open = sequences.filter((sequence) => sequence.length > 0)
    if (open.length === 0) return lineage
    const next = open
      .map((sequence) => sequence[0]!)
      .find((head) => !open.some((sequence) => sequence.indexOf(head) > 0))
    if (next === undefined) return undefined
    lineage.push(next)
    for (const sequence of open) if (sequence[0] === next) sequence.shift()
  }
}
