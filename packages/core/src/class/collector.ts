// Which classes a piece of code defines, exported or not: while code is being evaluated, `@actor` reports each class with
// the place where it was decorated. Evaluation is synchronous, so this register belongs to one evaluation at a time.

import { callSites } from '../base/call-sites.js'
import type { ClassValue } from './metadata.js'

/** A position in a text that was compiled under a file name; lines and columns count from 1. */
export interface TextPosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A class that was decorated, and the callers of the decorator, the nearest first. */
export interface CollectedClass {
  readonly value: ClassValue
  readonly callers: readonly TextPosition[]
}

let collection: CollectedClass[] | null = null

/** Runs code, and gives the classes that were decorated meanwhile, in their order. */
export function collectClasses(run: () => void): CollectedClass[] {
  const outer = collection
  const own: CollectedClass[] = (collection = [])
  try {
    run()
    return own
  } finally {
    collection = outer
  }
}

/** Where a decorator is written; nothing unless somebody collects. */
export function placesOfCallers(): readonly TextPosition[] {
  return collection === null ? [] : positions()
}

/** Reports a decorated class to who collects, if anybody does. */
export function reportClass(value: ClassValue, callers: readonly TextPosition[]): void {
  collection?.push({ value, callers })
}

/** The callers of this function as positions. */
export function positions(): readonly TextPosition[] {
  return callSites().flatMap((site) => {
    const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()]
    return file == null || line === null || column === null ? [] : [{ file, line, column }]
  })
}
