// Classes with other versions than those that are written, put into the text before it is compiled. A class whose version is
// computed keeps it: only a literal can be replaced without evaluating anything.

import { readModule, type SourceModule } from './source-module.js'

/** Versions by name of class. */
export type ClassVersions = Readonly<Record<string, string>>

/** A module with other versions of its classes. */
export function withVersions(module: SourceModule, root: string, versions: ClassVersions): SourceModule {
  const edits = module.classes.flatMap(({ name, versionLiteral }) => {
    if (versionLiteral === null || !Object.hasOwn(versions, name)) return []
    return [{ ...versionLiteral, text: `'${versions[name]!}'` }]
  })
  if (edits.length === 0) return module
  let { text } = module
  for (const { start, end, text: literal } of edits.toSorted((a, b) => b.start - a.start))
    text = text.slice(0, start) + literal + text.slice(end)
  return readModule(module.id, root, text)
}
