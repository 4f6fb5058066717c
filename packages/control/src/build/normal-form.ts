// The text of a module as it counts for content hashes: without types, comments and layout, without the actor classes that it
// is not about, and without the imports that only those need. Two texts with the same normal form do the same.

import { minifySync, parseSync, type ParseResult, transformSync, Visitor } from 'rolldown/utils'
import type { ClassSyntax, Span } from './class-syntax.js'
import type { SourceModule } from './source-module.js'

export interface NormalForm {
  readonly text: string
  readonly imports: readonly ModuleImport[]
}

/** What a module imports from another one. */
export interface ModuleImport {
  /** As it is written. */
  readonly specifier: string
  /** The names that it takes, `default` among them; null where it may be anything. */
  readonly names: readonly string[] | null
}

type StaticImport = ParseResult['module']['staticImports'][number]

/**
 * The normal form of a module with one of its actor classes, less its version; or, for null, of what is around its classes.
 * Everything counts where a class cannot be told from what is around it.
 */
export function normalForm(module: SourceModule, own: ClassSyntax | null): NormalForm {
  if (module.language === null) return { text: module.text, imports: [] }
  const others = module.classes.filter((declared) => declared !== own && !isInside(own, declared))
  const cuts = [...others.flatMap(({ spans }) => spans), ...(own?.versionSpans ?? [])]
  const plain = withoutTypes(module, cutOut(module.text, cuts))
  if (plain === null) return { text: module.text, imports: [...module.links.keys()].map(anything) }
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

function importsOf(code: string): ModuleImport[] {
  const { program, module } = parseSync('module.jsx', code, { lang: 'jsx', sourceType: 'unambiguous' })
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName: { kind, name } }) => {
      if (moduleRequest === null) return []
      return kind === 'Name' ? { specifier: moduleRequest.value, names: [name!] } : anything(moduleRequest.value)
    }),
  )
  const found = [...module.staticImports.map(staticImport), ...reexports]
  const visitor = new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') found.push(anything(source.value))
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require'
      if (isRequire && first?.type === 'Literal' && typeof first.value === 'string') found.push(anything(first.value))
    },
  })
  visitor.visit(program)
  return found
}

function staticImport({ moduleRequest, entries }: StaticImport): ModuleImport {
  const names = entries.map(({ importName: { kind, name } }) => (kind === 'Default' ? 'default' : name))
  // `import './x.js'` takes no name and all effects; `import * as x` any name.
  if (names.length === 0 || names.includes(null)) return anything(moduleRequest.value)
  return { specifier: moduleRequest.value, names: names as string[] }
}

function anything(specifier: string): ModuleImport {
  return { specifier, names: null }
}
