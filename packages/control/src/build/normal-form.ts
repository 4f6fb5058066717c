// The text of a module as it counts for content hashes: without types, comments and layout, without the actor classes that it
// is not about, and without the imports that only those need. Two texts with the same normal form do the same.

import { minifySync, parseSync, transformSync, Visitor } from 'rolldown/utils'
import type { ClassSyntax, Span } from './class-syntax.js'
import type { SourceModule } from './source-module.js'

export interface NormalForm {
  readonly text: string
  /** What it imports, as it is written. */
  readonly imports: readonly string[]
}

/**
 * The normal form of a module with one of its actor classes, less its version; or, for null, of what is around its classes.
 * Everything counts where a class cannot be told from what is around it.
 */
export function normalForm(module: SourceModule, own: ClassSyntax | null): NormalForm {
  if (module.language === null) return { text: module.text, imports: [] }
  const others = module.classes.filter((declared) => declared !== own && !isInside(own, declared))
  const cuts = [...others.flatMap(({ spans }) => spans), ...(own?.versionSpans ?? [])]
  const plain = withoutTypes(module, cutOut(module.text, cuts))
  if (plain === null) return { text: module.text, imports: [...module.links.keys()] }
  return { text: compact(plain), imports: importsOf(plain) }
}

function isInside(inner: ClassSyntax | null, { node }: ClassSyntax): boolean {
  return inner !== null && node.start < inner.node.start && inner.node.end <= node.end
}

function cutOut(text: string, cuts: readonly Span[]): string {
  let left = ''
  let at = 0
  for (const { start, end } of cuts.toSorted((a, b) => a.start - b.start)) {
    if (start >= at) left += text.slice(at, start)
    at = Math.max(at, end)
  }
  return left + text.slice(at)
}

// What a cut leaves without a use, the compiler takes for a type and drops.
function withoutTypes({ file, language }: SourceModule, text: string): string | null {
  const { code, errors } = transformSync(file, text, {
    lang: language ?? 'ts',
    sourceType: 'unambiguous',
    tsconfig: false,
    jsx: 'preserve',
  })
  return errors.length > 0 ? null : code
}

function compact(code: string): string {
  const { code: compacted, errors } = minifySync('module.jsx', code, {
    compress: false,
    mangle: false,
    codegen: { removeWhitespace: true, legalComments: 'none' },
  })
  return errors.length > 0 ? code : compacted
}

function importsOf(code: string): string[] {
  const { program, module } = parseSync('module.jsx', code, { lang: 'jsx', sourceType: 'unambiguous' })
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
  )
  const found = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...reexports].map(
    ({ value }) => value,
  )
  const visitor = new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') found.push(source.value)
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require'
      if (isRequire && first?.type === 'Literal' && typeof first.value === 'string') found.push(first.value)
    },
  })
  visitor.visit(program)
  return [...new Set(found)]
}
