// The classes of a process: as a table, and as the graph of who inherits from whom. Pure.

import type { ClassStatus } from '../../protocol/answers.js'
import { formatNumber } from './quantities.js'
import { type Look, tableLines } from './table.js'

const head = ['class', 'version', 'direct', 'total', 'old', 'lingering']

/** The lines of `instar classes`: one for each class, by name. */
export function classLines(classes: readonly ClassStatus[], look: Look): string[] {
  if (classes.length === 0) return ['The process has no classes yet.']
  const rows = classes
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((each) => {
      const { name, version, instances, older } = each
      return [name, version, instances.direct, instances.total, older.join(', ') || '-', lingeringIn(each)]
    })
  return tableLines(head, rows, look)
}

/** How many calls have not left the old generations of a class. */
export function lingeringIn({ generations }: Pick<ClassStatus, 'generations'>): number {
  return generations.reduce((sum, { state, lingering }) => sum + (state === 'old' ? lingering : 0), 0)
}

/** The lines of `instar tree`: each class below the one that it extends. */
export function treeLines(classes: readonly ClassStatus[], look: Look): string[] {
  const byName = new Map(classes.map((each) => [each.name, each]))
  const roots = classes.filter(({ superclass }) => superclass === null || !byName.has(superclass))
  if (roots.length === 0) return ['The process has no classes yet.']
  const branches = inOrder(roots).flatMap((root) => [...branchesOf(root, classes, '', '')])
  const width = Math.max(...branches.map(({ text }) => text.length))
  return branches.map(({ text, of }) => `${text.padEnd(width)}  ${populationOf(of, look)}`)
}

interface Branch {
  readonly text: string
  readonly of: ClassStatus
}

function* branchesOf(each: ClassStatus, all: readonly ClassStatus[], stem: string, below: string): Generator<Branch> {
  yield { text: `${stem}${titleOf(each)}`, of: each }
  const heirs = inOrder(all.filter(({ superclass }) => superclass === each.name))
  for (const [i, heir] of heirs.entries()) {
    const isLast = i === heirs.length - 1
    yield* branchesOf(heir, all, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`)
  }
}

function titleOf({ name, version, traits }: ClassStatus): string {
  return `${name} ${version}${traits.length === 0 ? '' : ` (with ${traits.join(', ')})`}`
}

function populationOf({ instances: { direct, total }, older }: ClassStatus, { style }: Look): string {
  const old = older.length === 0 ? '' : style.yellow(`  old: ${older.join(', ')}`)
  return `${style.dim(`${formatNumber(direct)} direct, ${formatNumber(total)} total`)}${old}`
}

function inOrder(classes: readonly ClassStatus[]): ClassStatus[] {
  return classes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
