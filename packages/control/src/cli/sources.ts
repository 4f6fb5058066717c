// The argument RELEASE: a file that was built, or sources that are built first, in memory.

import { stat } from 'node:fs/promises'
import { fail } from '../base/failures.js'
import { type BuildOptions, buildRelease } from '../build/build.js'
import type { Manifest } from '../release/manifest.js'
import { readRelease } from '../release/file.js'
import type { Release } from '../release/release.js'
import type { Context } from './context.js'

const sourceName = /\.[cm]?[jt]sx?$/

/** What the paths of a command are. */
export type Material =
  /** A file that `release build` has written. */
  | 'release'
  /** Files and folders to build from. */
  | 'sources'

/** Several paths, folders, and names that end like a source are sources; any other file is a release. Pure. */
export function materialOf(paths: readonly string[], isFolder: boolean): Material {
  return paths.length > 1 || isFolder || sourceName.test(paths[0]!) ? 'sources' : 'release'
}

/** The release that is meant; what was found while building goes to standard error. Throws what is wrong with it. */
export async function obtainRelease(
  context: Context,
  typed: readonly string[],
  kind: Manifest['kind'] = 'classes',
): Promise<Release> {
  const paths = typed.map((path) => context.path(path))
  if (materialOf(paths, await isFolder(paths[0]!)) === 'release') return readRelease(paths[0]!)
  return buildFrom(context, typed, { kind })
}

/** Builds sources. Throws `bad-build` with all that is wrong, or `bad-argument` for a path that is not there. */
export async function buildFrom(
  context: Context,
  typed: readonly string[],
  { kind = 'classes', name, versions = {} }: Partial<Pick<BuildOptions, 'kind' | 'name' | 'versions'>> = {},
): Promise<Release> {
  const entries = typed.map((path) => context.path(path))
  await Promise.all(entries.map((path, i) => demandPath(path, typed[i]!)))
  const { release, findings } = await buildRelease({
    entries,
    root: context.io.cwd,
    kind,
    versions,
    ...(name === undefined ? {} : { name }),
  })
  for (const finding of findings) context.warn(finding)
  return release
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function demandPath(path: string, typed: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw fail('bad-argument', { argument: typed, problem: 'there is no such file or folder' }, error)
  })
}
