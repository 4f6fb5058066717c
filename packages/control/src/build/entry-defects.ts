// What is wrong with the entries of a release: with their number, with what they export, with their having no class. Pure.

import type { Manifest } from '../release/manifest.js'
import type { Entry } from './entries.js'
import { filePath } from './file-path.js'

/** A script is one file. */
export function entryDefects(kind: Manifest['kind'], entries: readonly Entry[]): string[] {
  const isOneFile = entries.length === 1 && !entries[0]!.isFolder
  if (kind === 'classes' || isOneFile || entries.length === 0) return []
  return [`${entries.map(({ asked }) => asked).join(', ')}: an upgrade script is one file: name that one`]
}

/** A script is what its file exports as default. */
export function exportDefects(
  kind: Manifest['kind'],
  entries: readonly Entry[],
  exports: Readonly<Record<string, unknown>>,
): string[] {
  const script = (exports['m0'] as { readonly default?: unknown } | undefined)?.default
  if (kind === 'classes' || script !== undefined) return []
  return [`${entries[0]!.asked}: it has no default export: write \`export default defineScript({ ... })\``]
}

/** Entries that bring no class: likely not what was meant. A folder may hold other modules beside its classes. */
export function emptyEntries({ kind, classes }: Manifest, entries: readonly Entry[], root: string): string[] {
  if (kind === 'script') return []
  const withClasses = new Set(classes.map(({ file }) => file))
  return entries
    .filter(({ files }) => !files.some((file) => withClasses.has(filePath(root, file))))
    .map(({ asked, isFolder }) =>
      isFolder
        ? `${asked}: none of its modules brings an actor class when it is loaded`
        : `${asked}: it brings no actor class when it is loaded`,
    )
}
