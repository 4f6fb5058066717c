// What a supervisor's author declares, read and judged as a whole: the children and the rules. Reading it changes nothing.

import { Actor, type ChildSpec, completeSpec, type CompleteSpec, specDefects } from '@instar/core'
import { fail } from '../failures.js'
import type { Supervising } from './supervising.js'
import type { Child } from './child.js'
import { newChild } from './child.js'
import { differingFields } from './difference.js'
import { judge, type Ruled, ruleDefects } from './rules.js'

/** Whoever declares children. */
export interface Declaring extends Ruled {
  children(): readonly ChildSpec[]
}

/** Everything that is wrong with a declaration, as sentences. */
export function declarationDefects(self: Declaring): string[] {
  return [...judge('children', () => specDefects(self.children())), ...ruleDefects(self)]
}

/** The declared children; throws `bad-children` with all that is wrong. */
export function readDeclaration(self: Supervising & Declaring): readonly ChildSpec[] {
  demandSound(self, declarationDefects(self))
  return self.children()
}

/** Throws `bad-children` where there are defects. */
export function demandSound(self: Supervising, defects: readonly string[]): void {
  if (defects.length === 0) return
  const { className, pid } = self.self(Actor)
  throw fail('bad-children', { class: className, pid, list: defects.map((each) => `  - ${each}`).join('\n'), defects })
}

/**
 * Takes the declared specs into the books: children that are there get theirs, and the declared order; those that are not
 * declared any more come last. Nobody is started or stopped, and nobody new comes in but by `admit`.
 */
export function adoptSpecs(
  { supervised }: Supervising,
  declared: readonly CompleteSpec[],
  admit: boolean = false,
): void {
  const former = new Map(supervised)
  supervised.clear()
  for (const spec of declared) {
    const child = former.get(spec.id)
    if (child !== undefined) supervised.set(spec.id, withSpec(child, spec))
    else if (admit) supervised.set(spec.id, newChild(spec))
    former.delete(spec.id)
  }
  for (const [id, child] of former) supervised.set(id, child)
}

function withSpec(child: Child, spec: CompleteSpec): Child {
  const hasChanged = differingFields(child.spec, spec).length > 0
  child.isOutdated ||= hasChanged && child.ref !== null
  child.spec = spec
  return child
}

/** The declared children, complete. */
export function completeAll(specs: readonly ChildSpec[]): CompleteSpec[] {
  return specs.map(completeSpec)
}
