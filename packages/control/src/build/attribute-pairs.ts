// What has become of the attributes of a class from one version to the next, as far as names and types tell: which one of the
// new ones may be an old one under another name is a guess. Pure.

import type { ReleaseAttribute } from '../release/manifest.js'

export interface AttributeMoves {
  /** Guesses: the same type, under another name. */
  readonly renamed: readonly { readonly from: ReleaseAttribute; readonly to: ReleaseAttribute }[]
  readonly dropped: readonly ReleaseAttribute[]
  readonly added: readonly ReleaseAttribute[]
  /** The same name, with another type. */
  readonly retyped: readonly { readonly from: ReleaseAttribute; readonly to: ReleaseAttribute }[]
}

/** Compares the attributes of two versions. */
export function compareAttributes(
  before: readonly ReleaseAttribute[],
  after: readonly ReleaseAttribute[],
): AttributeMoves {
  const gone = before.filter(({ name }) => !after.some((each) => each.name === name))
  const come = after.filter(({ name }) => !before.some((each) => each.name === name))
  const renamed = pairUp(gone, come)
  return {
    renamed,
    dropped: gone.filter((attribute) => !renamed.some(({ from }) => from === attribute)),
    added: come.filter((attribute) => !renamed.some(({ to }) => to === attribute)),
    retyped: before.flatMap((from) => {
      const to = after.find(({ name }) => name === from.name)
      return to === undefined || to.type === from.type || isWider(from.type, to.type) ? [] : [{ from, to }]
    }),
  }
}

/** Attributes of equal types, the most similar names first; where no type is known, only names that are similar. */
function pairUp(gone: readonly ReleaseAttribute[], come: readonly ReleaseAttribute[]): AttributeMoves['renamed'] {
  const candidates = gone
    .flatMap((from) => come.map((to) => ({ from, to, similarity: similarityOf(from.name, to.name) })))
    .filter(({ from, to, similarity }) => from.type === to.type && (from.type !== null || similarity >= 0.5))
    .toSorted((a, b) => b.similarity - a.similarity)
  const renamed: (typeof candidates)[number][] = []
  for (const candidate of candidates) {
    if (!renamed.some(({ from, to }) => from === candidate.from || to === candidate.to)) renamed.push(candidate)
  }
  return gone.flatMap((attribute) =>
    renamed.filter(({ from }) => from === attribute).map(({ from, to }) => ({ from, to })),
  )
}

/** The share of letter pairs that two names have in common, from 0 to 1. */
function similarityOf(a: string, b: string): number {
  const left = pairsOf(a)
  const right = pairsOf(b)
  const shared = left.filter((pair) => {
    const at = right.indexOf(pair)
    if (at !== -1) right.splice(at, 1)
    return at !== -1
  }).length
  return (2 * shared) / (left.length + shared + right.length)
}

function pairsOf(name: string): string[] {
  const text = `^${name.toLowerCase()}$`
  return Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2))
}

/** Whether a union has only grown: every old value is a new one. */
function isWider(from: string | null, to: string | null): boolean {
  if (from === null || to === null) return false
  const members = new Set(membersOf(to))
  return membersOf(from).every((member) => members.has(member))
}

function membersOf(type: string): string[] {
  return /[<({[]/.test(type) ? [type] : type.split('|').map((member) => member.trim())
}
