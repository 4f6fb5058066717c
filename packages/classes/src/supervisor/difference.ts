// The difference between the children that a supervisor declares and those that it has. Pure data, told before and after an
// upgrade, and applied when somebody asks for it.

import { isDeepStrictEqual } from 'node:util'
import type { CompleteSpec } from '@instar/core'
import type { Child } from './child.js'

/** What would have to be done for a supervisor to have the children that it declares. */
export interface ChildrenDifference {
  /** The ids of those that are declared and not there, in the order of their declaration. */
  readonly added: readonly string[]
  /** The ids of those that are there and not declared; they run until they are told otherwise. */
  readonly removed: readonly string[]
  /** Those whose spec is another one than they were started by, with the fields that differ; it holds from their next start. */
  readonly changed: readonly { readonly id: string; readonly fields: readonly (keyof CompleteSpec)[] }[]
}

/** What differs. */
export function compareChildren(
  declared: readonly CompleteSpec[],
  supervised: ReadonlyMap<string, Child>,
): ChildrenDifference {
  const ids = new Set(declared.map(({ id }) => id))
  return {
    added: [...ids].filter((id) => !supervised.has(id)),
    removed: [...supervised.keys()].filter((id) => !ids.has(id)),
    changed: declared.flatMap((spec) => {
      const before = supervised.get(spec.id)?.spec
      const fields = before === undefined ? [] : differingFields(before, spec)
      return fields.length === 0 ? [] : [{ id: spec.id, fields }]
    }),
  }
}

/** The fields in which two specs differ. */
export function differingFields(before: CompleteSpec, after: CompleteSpec): (keyof CompleteSpec)[] {
  return (Object.keys(after) as (keyof CompleteSpec)[]).filter((field) => !isSame(before[field], after[field]))
}

/** A difference in words; nothing where there is none. */
export function describeDifference({ added, removed, changed }: ChildrenDifference): string {
  const parts = [
    ...(added.length === 0 ? [] : [`${added.join(', ')} added`]),
    ...(removed.length === 0 ? [] : [`${removed.join(', ')} removed, and running until told otherwise`]),
    ...changed.map(({ id, fields }) => `${id} changed (${fields.join(', ')}) from its next start`),
  ]
  return parts.join('; ')
}

// Refs are compared by whom they lead to; what is behind them is nobody's business here.
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if ('pid' in a || 'pid' in b) return 'pid' in a && 'pid' in b && a.pid === b.pid
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => isSame(each, b[i]))
  if (isRecord(a) && isRecord(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]))
  }
  return isDeepStrictEqual(a, b)
}

function isRecord(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype
}
