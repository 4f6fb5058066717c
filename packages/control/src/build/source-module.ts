// A local module that a release is built from: its text, its syntax, the actor classes that it declares, and where its
// imports lead. Packages are not among them: they come from the running process.

import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { type ParseResult, parseSync } from 'rolldown/utils'
import { type ClassSyntax, findClasses } from './class-syntax.js'
import { filePath } from './file-path.js'

export interface SourceModule {
  /** Its absolute path. */
  readonly id: string
  /** A path from the root, with `/`. */
  readonly file: string
  readonly text: string
  /** SHA-256 of its text, hexadecimal. */
  readonly hash: string
  /** How it is read; null for what is no code, such as JSON. */
  readonly language: 'ts' | 'tsx' | null
  /** Whether its types are written, rather than unknown. */
  readonly isTyped: boolean
  /** Null for what is no code. */
  readonly syntax: ParseResult | null
  readonly classes: readonly ClassSyntax[]
  /** Where its imports lead, by specifier: to the path of a local module, to a package, or nowhere. */
  readonly links: Map<string, ModuleLink>
}

export type ModuleLink =
  /** A module of the release. */
  | { readonly kind: 'local'; readonly id: string }
  /** Something that the running process brings along. */
  | { readonly kind: 'package' }
  /** There is no such file. */
  | { readonly kind: 'broken' }

// JavaScript reads well as TypeScript, and one language is enough to compare texts.
const languages: Readonly<Record<string, 'ts' | 'tsx'>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'ts',
  '.mjs': 'ts',
  '.cjs': 'ts',
  '.jsx': 'tsx',
}

/** Reads a module from its text. */
export function readModule(id: string, root: string, text: string): SourceModule {
  const extension = extname(id)
  const language = languages[extension] ?? null
  const syntax = language === null ? null : parseSync(id, text, { lang: language, sourceType: 'unambiguous' })
  return {
    id,
    file: filePath(root, id),
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    language,
    isTyped: /^\.[mc]?tsx?$/.test(extension),
    syntax,
    classes: syntax === null ? [] : findClasses(syntax.program, text),
    links: new Map(),
  }
}
