// What makes sources unusable and the bundler lets pass, as sentences with file, line and column. Pure.

import { type ESTree, Visitor } from 'rolldown/utils'
import type { SourceModule } from './source-module.js'
import { placeAt } from './text-place.js'

/** Imports that lead nowhere, code that asks for the file that it is in, and fields that lose their names. */
export function sourceDefects(modules: Iterable<SourceModule>): string[] {
  return [...modules].flatMap((module) => [
    ...brokenImports(module),
    ...fileQuestions(module),
    ...namelessFields(module).map((start) => {
      const problem = 'a decorated field with a value needs a plain name: write it without quotes and brackets'
      return `${placeIn(module, start)}: ${problem}`
    }),
  ])
}

function* brokenImports(module: SourceModule): Generator<string> {
  for (const [specifier, { kind }] of module.links) {
    if (kind === 'broken') yield `${placeOfImport(module, specifier)}: ${specifier} leads to no file`
  }
}

function* fileQuestions(module: SourceModule): Generator<string> {
  for (const { start } of module.syntax?.module.importMetas ?? []) {
    const problem = 'it asks for import.meta, but a release is in no file: hand the path or the URL over'
    yield `${placeIn(module, start)}: ${problem}`
  }
}

/** Where the bundler's compiler would hand null to a decorator instead of the name. */
function namelessFields({ syntax }: SourceModule): number[] {
  const found: number[] = []
  const visitor = new Visitor({
    PropertyDefinition: ({ decorators, key, computed, value, start }: ESTree.PropertyDefinition) => {
      const isPlain = key.type === 'Identifier' && !computed
      if (decorators.length > 0 && value !== null && !isPlain) found.push(decorators[0]?.start ?? start)
    },
  })
  if (syntax !== null) visitor.visit(syntax.program)
  return found
}

/** Where a module imports something: file, line and column, or the file alone where it is not written plainly. */
export function placeOfImport(module: SourceModule, specifier: string): string {
  const offset = offsetOfImport(module, specifier)
  return offset === undefined ? module.file : placeIn(module, offset)
}

function placeIn({ file, text }: SourceModule, offset: number): string {
  const { line, column } = placeAt(text, offset)
  return `${file}:${line}:${column}`
}

function offsetOfImport({ text, syntax }: SourceModule, specifier: string): number | undefined {
  const { staticImports = [], staticExports = [], dynamicImports = [] } = syntax?.module ?? {}
  const requests = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ]
  return requests.find(({ start, end }) => text.slice(start + 1, end - 1) === specifier)?.start
}
