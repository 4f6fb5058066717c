// Whether what came out of a release is what its manifest says. People decide by the manifest; the classes are what
// would run. Pure.

import type { NamedClass } from './named-class.js'
import type { Manifest, ReleaseClass } from './manifest.js'

/** One sentence for each class that the code defines and the manifest does not have, or the other way round. */
export function manifestFindings(classes: readonly NamedClass[], { classes: listed }: Manifest): string[] {
  const unlisted = classes.filter((each) => !listed.some((other) => isSame(each, other)))
  const absent = listed.filter((each) => !classes.some((other) => isSame(other, each)))
  const names = new Set(unlisted.map(({ name }) => name))
  return [
    ...unlisted.map((each) => unlistedFinding(each, absent)),
    ...absent
      .filter(({ name }) => !names.has(name))
      .map(
        ({ name, version, file, line }) =>
          `${file}:${line}: ${name} ${version} is in the manifest, but the code does not define it: build the release again`,
      ),
  ]
}

function isSame(a: { name: string; version: string }, b: { name: string; version: string }): boolean {
  return a.name === b.name && a.version === b.version
}

function unlistedFinding({ name, version, place }: NamedClass, absent: readonly ReleaseClass[]): string {
  const versions = absent.filter((each) => each.name === name).map((each) => each.version)
  const instead = versions.length === 0 ? 'the manifest does not have it' : `the manifest has ${versions.join(', ')}`
  return `${place}: the code defines ${name} ${version}, but ${instead}: build the release again`
}
