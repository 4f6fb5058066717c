// From the text of a module to what it imports. Every way to name another module counts, types too: a type import
// couples two files as much as any other.

import { type Token, tokensOf } from './tokens.js'

export interface Outline {
  /** The specifiers, each once, in the order of the text. */
  readonly imports: readonly string[]
  /** Nothing in the file but re-exports. */
  readonly isBarrel: boolean
}

/** A piece of a module that names another one, or that only passes names on. */
interface Clause {
  /** How many tokens it takes. */
  readonly length: number
  readonly specifier?: string
  readonly kind: 'import' | 'export' | 'expression'
}

/** Reads the outline of a module. */
export function outlineOf(text: string): Outline {
  const tokens = tokensOf(text)
  const specifiers = new Set<string>()
  let exports = 0
  let others = 0
  for (let at = 0; at < tokens.length;) {
    const clause = clauseAt(tokens, at)
    if (clause?.specifier !== undefined) specifiers.add(clause.specifier)
    if (clause?.kind === 'export') exports += 1
    if (clause ? clause.kind === 'expression' : !is(tokens[at], ';')) others += 1
    at += clause?.length ?? 1
  }
  return { imports: [...specifiers], isBarrel: exports > 0 && others === 0 }
}

function clauseAt(tokens: readonly Token[], at: number): Clause | undefined {
  if (tokens[at]?.kind !== 'word' || is(tokens[at - 1], '.')) return undefined
  switch (tokens[at].text) {
    case 'import':
      return importAt(tokens, at)
    case 'export':
      return exportAt(tokens, at)
    case 'require':
      return calledAt(tokens, at)
    case 'module':
      return augmentationAt(tokens, at)
    default:
      return undefined
  }
}

/** `import 'x'`, `import a, { b } from 'x'`, `import type ...`, `import('x')` as a call and as a type. */
function importAt(tokens: readonly Token[], at: number): Clause | undefined {
  const bare = tokens[at + 1]
  if (bare?.kind === 'string') return { length: 2, specifier: bare.text, kind: 'import' }
  if (is(bare, '(')) return calledAt(tokens, at)
  let end = at + 1
  while (isPartOfClause(tokens[end]) && !isSource(tokens, end)) end += 1
  return isSource(tokens, end) ? closed(tokens, at, end, 'import') : undefined
}

/** `export * from 'x'`, `export * as a from 'x'`, `export { a } from 'x'`, the same of types, and a bare `export { a }`. */
function exportAt(tokens: readonly Token[], at: number): Clause | undefined {
  let end = at + 1
  if (is(tokens[end], 'type')) end += 1
  if (is(tokens[end], '*')) {
    end += is(tokens[end + 1], 'as') ? 3 : 1
  } else if (is(tokens[end], '{')) {
    while (end < tokens.length && !is(tokens[end], '}')) end += 1
    end += 1
  } else {
    return undefined
  }
  return isSource(tokens, end) ? closed(tokens, at, end, 'export') : { length: end - at, kind: 'export' }
}

/** `import('x')` or `require('x')`. */
function calledAt(tokens: readonly Token[], at: number): Clause | undefined {
  const name = tokens[at + 2]
  if (!is(tokens[at + 1], '(') || name?.kind !== 'string') return undefined
  return { length: 3, specifier: name.text, kind: 'expression' }
}

/** `declare module 'x'`. */
function augmentationAt(tokens: readonly Token[], at: number): Clause | undefined {
  const name = tokens[at + 1]
  if (!is(tokens[at - 1], 'declare') || name?.kind !== 'string') return undefined
  return { length: 2, specifier: name.text, kind: 'expression' }
}

/** The clause from `at` that ends with the `from 'x'` at `end`. */
function closed(tokens: readonly Token[], at: number, end: number, kind: Clause['kind']): Clause {
  return { length: end + 2 - at, specifier: tokens[end + 1]!.text, kind }
}

function isSource(tokens: readonly Token[], at: number): boolean {
  return is(tokens[at], 'from') && tokens[at + 1]?.kind === 'string'
}

function isPartOfClause(token: Token | undefined): boolean {
  return token !== undefined && (token.kind !== 'mark' ? token.kind !== 'opaque' : '{},*'.includes(token.text))
}

function is(token: Token | undefined, text: string): boolean {
  return token?.text === text && (token.kind === 'word' || token.kind === 'mark')
}
