// A release as it describes itself. Pure.

import type { Release } from '../../release/release.js'
import type { ReleaseClass } from '../../release/manifest.js'
import { formatCount } from './quantities.js'
import { factLines, type Look, tableLines } from './table.js'

const head = ['class', 'version', 'extends', 'attributes', 'methods', 'migrates from', 'declared']

/** The lines of `instar release show`. */
export function releaseLines({ hash, manifest, signatures, code }: Release, look: Look): string[] {
  const facts = factLines(
    [
      ['release', look.style.bold(manifest.name)],
      ['hash', hash],
      ['kind', manifest.kind],
      ['core', manifest.core],
      ['signed by', signatures.map(({ key }) => key).join(', ') || 'nobody'],
      ['packages', manifest.packages.join(', ') || 'none'],
      ['built from', formatCount(manifest.sources.length, 'source')],
      ['code', formatCount(code.length, 'character')],
    ],
    look,
  )
  return [...facts, ...classTable(manifest.classes, look)]
}

function classTable(classes: readonly ReleaseClass[], look: Look): string[] {
  if (classes.length === 0) return []
  return tableLines(head, classes.map(rowOf), look)
}

function rowOf({ name, version, superclass, traits, attributes, methods, migrations, file, line }: ReleaseClass) {
  const above = [superclass ?? '-', ...traits].join(', ')
  const from = migrations.join(', ') || '-'
  return [name, version, above, attributes.length, methods.length, from, `${file}:${line}`]
}
