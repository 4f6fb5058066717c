// Builds a release from sources: bundles them, tries what came out, and describes it in a manifest. All that makes a release
// unusable is gathered before it is thrown; what only speaks against it is returned beside the release.

import { realpath } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { coreVersion } from '@instar/core'
import { fail } from '../base/failures.js'
import type { Manifest } from '../release/manifest.js'
import type { Release } from '../release/release.js'
import { makeRelease } from '../release/text.js'
import { type Bundle, bundleModules } from './bundle.js'
import type { ClassVersions } from './class-versions.js'
import { ContentHashes } from './content-hash.js'
import { type Entry, filesOf, findEntries } from './entries.js'
import { emptyEntries, entryDefects, exportDefects } from './entry-defects.js'
import { describeClass } from './release-class.js'
import { tryBundle } from './trial.js'

export interface BuildOptions {
  /** Files, or folders with all TypeScript and JavaScript in them but declarations, tests and benchmarks. */
  readonly entries: readonly string[]
  /** The name of the release; the default is that of the first entry. */
  readonly name?: string
  /** The folder that paths in the release are relative to; the default is the working directory. */
  readonly root?: string
  /** Classes to upgrade to, which is the default, or an upgrade script: one file whose default export it is. */
  readonly kind?: Manifest['kind']
  /** Versions to give classes in place of those that are written, by name of class; for who upgrades on every save. */
  readonly versions?: ClassVersions
  /** Modules to try the release with instead of those that are installed, by specifier. */
  readonly modules?: Readonly<Record<string, object>>
}

export interface BuiltRelease {
  readonly release: Release
  /** What speaks against it, as sentences with file and line; for people to see. */
  readonly findings: readonly string[]
}

/**
 * Builds a release. The same sources give the same release, byte by byte, wherever they are. The modules are evaluated in
 * this process, with packages as the folder of the first entry has them. Throws `bad-build` with everything that makes the
 * release unusable.
 */
export async function buildRelease(options: BuildOptions): Promise<BuiltRelease> {
  const { kind = 'classes', modules = {} } = options
  const root = await findRoot(options)
  const { entries, defects } = await findEntries(options.entries, root)
  const name = options.name ?? nameOf(entries)
  demandNone([...defects, ...entryDefects(kind, entries)], name)

  const files = filesOf(entries)
  const { bundle, defects: broken, findings: remarks } = await bundleModules(files, root, options.versions)
  if (bundle === null) throw badBuild(broken, name)

  const draft = draftOf(name, kind, bundle)
  const trial = await tryBundle(bundle, draft, { base: dirname(files[0]!), modules })
  demandNone([...trial.defects, ...exportDefects(kind, entries, trial.exports)], name)

  const hashes = new ContentHashes(bundle.modules)
  const classes = trial.classes.map((each) => describeClass(each, bundle.modules, hashes))
  const release = makeRelease({ ...draft, classes }, bundle.code, bundle.map)
  return { release, findings: [...remarks, ...trial.findings, ...emptyEntries(release.manifest, entries, root)] }
}

async function findRoot({ root = '.', name = 'release' }: BuildOptions): Promise<string> {
  return realpath(resolve(root)).catch(() => {
    throw badBuild([`${root}: there is no such folder to build in`], name)
  })
}

/** The name of the first entry, which must not say where the sources are. */
function nameOf([first]: readonly Entry[]): string {
  const name = first === undefined ? '' : basename(first.asked, extname(first.asked))
  return /^\.*$/.test(name) ? 'release' : name
}

/** The manifest, without its classes. */
function draftOf(name: string, kind: Manifest['kind'], { modules }: Bundle): Manifest {
  const sources = [...modules.values()].map(({ file, hash }) => ({ file, hash }))
  const links = [...modules.values()].flatMap((module) => [...module.links])
  const packages = links.flatMap(([specifier, { kind }]) => (kind === 'package' ? [specifier] : []))
  return {
    name,
    kind,
    core: coreVersion,
    classes: [],
    packages: [...new Set(packages)].toSorted(),
    sources: sources.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
  }
}

function demandNone(defects: readonly string[], name: string): void {
  if (defects.length > 0) throw badBuild(defects, name)
}

function badBuild(defects: readonly string[], name: string): Error {
  return fail('bad-build', { release: name, defects, list: defects.map((defect) => `  - ${defect}`).join('\n') })
}
