// Compiled modules as one text that `loadCode` reads: each is defined as a function of its own, so that no class keeps
// another in memory by standing beside it, and the entry is required in the end.
//
//   define("cats/cat.js", function (exports, module, require) {
//   ...
//   });
//   module.exports = require("release.js");

import { posix } from 'node:path'
import type { OutputChunk } from 'rolldown'

export interface LinkedText {
  /** CommonJS text. */
  readonly code: string
  /** Its source map, as JSON text: a section for each module, without the sources themselves. */
  readonly map: string
}

type Chunk = Pick<OutputChunk, 'fileName' | 'code' | 'map' | 'isEntry'>

/** Links compiled modules; one of them is the entry. */
export function linkModules(chunks: readonly Chunk[]): LinkedText {
  const lines: string[] = []
  const sections: object[] = []
  for (const chunk of chunks.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    lines.push(`define(${JSON.stringify(chunk.fileName)}, function (exports, module, require) {`)
    const map = mapOf(chunk)
    if (map !== null) sections.push({ offset: { line: lines.length, column: 0 }, map })
    lines.push(...chunk.code.trimEnd().split('\n'), '});')
  }
  const entry = chunks.find(({ isEntry }) => isEntry)!
  lines.push(`module.exports = require(${JSON.stringify(entry.fileName)});`, '')
  return { code: lines.join('\n'), map: JSON.stringify({ version: 3, sections }) }
}

/** The map of a module; sources by their paths from the root. */
function mapOf({ map, fileName }: Chunk): object | null {
  if (map === null) return null
  const { sources, names, mappings } = map
  const fromRoot = sources.map((source) => posix.join(posix.dirname(fileName), source))
  return { version: 3, sources: fromRoot, names, mappings }
}
