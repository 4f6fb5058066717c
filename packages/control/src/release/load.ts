// From a release to classes. Nothing of a system is touched and nothing is kept: who only wanted to look at a release
// drops what came out, and all of it can be collected. What speaks against the release is returned, since it can be
// looked at all the same; what makes it unusable is thrown.

import { type ActorClass, type CodeUnit, coreVersion, loadCode } from '@instar/core'
import { fail } from '../base/failures.js'
import { coreDefects } from './compatibility.js'
import { copyFindings } from './copies.js'
import { asDefects } from './defects.js'
import { effectFindings } from './effects.js'
import { namedClass } from './named-class.js'
import { manifestFindings } from './deviations.js'
import { importPackages, type PackageOptions } from './packages.js'
import type { Release } from './release.js'

/** Where the packages come from that a release imports. */
export interface LoadOptions extends PackageOptions {}

export interface LoadedRelease {
  readonly release: Release
  /** All actor classes that it defines, in the order in which they were decorated. */
  readonly classes: readonly ActorClass[]
  /** What its modules export: one namespace for each entry, `m0` for the first. */
  readonly exports: Readonly<Record<string, unknown>>
  /** What speaks against it, as sentences with file and line; empty when nothing does. */
  readonly findings: readonly string[]
}

/**
 * Evaluates a release, with the packages of the running process. Throws `other-core` when it was built for another
 * core, `missing-packages` with all that cannot be imported, `bad-base` for a `base` that is not there, and `bad-code`,
 * with file and line, when it is no JavaScript or throws.
 */
export async function loadRelease(release: Release, options: LoadOptions = {}): Promise<LoadedRelease> {
  demandFittingCore(release)
  const packages = await importPackages(release.manifest, options)
  const loaded = loadCode(unitOf(release), (specifier) => require(packages, specifier, release))
  const classes = loaded.classes as readonly ActorClass[]
  const named = classes.map((value) => namedClass(value, release.manifest, loaded.places))
  const findings = [
    ...effectFindings(loaded.effects, release.manifest.name),
    ...manifestFindings(named, release.manifest),
    ...copyFindings(named),
  ]
  return { release, classes, exports: loaded.exports, findings }
}

function demandFittingCore({ manifest }: Release): void {
  const defects = coreDefects(manifest, coreVersion)
  if (defects.length > 0) throw fail('other-core', { release: manifest.name, ...asDefects(defects) })
}

function require(packages: ReadonlyMap<string, object>, specifier: string, { manifest }: Release): object {
  const found = packages.get(specifier)
  if (found === undefined) throw fail('unlisted-package', { release: manifest.name, package: specifier })
  return found
}

function unitOf({ manifest, hash, code, map }: Release): CodeUnit {
  return {
    name: `${manifest.name}@${hash.slice(0, 8)}`,
    text: code,
    hashes: hashesByName(manifest.classes),
    ...(map === '' ? {} : { map }),
  }
}

/** A script may bring several versions of a class; a name alone says nothing about their hashes then. */
function hashesByName(classes: Release['manifest']['classes']): Record<string, string> {
  const names = classes.map(({ name }) => name)
  const single = classes.filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
  return Object.fromEntries(single.map(({ name, hash }) => [name, hash]))
}
