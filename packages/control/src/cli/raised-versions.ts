// Upgrading on every save: nobody raises a version for each of them, and a system refuses changed code under the version that
// runs. So the versions are raised in memory, by a patch of what runs. Pure.

import { compareVersions } from '@instar/core'
import type { ClassVersions } from '../build/class-versions.js'
import type { ClassStatus } from '../protocol/answers.js'
import type { ReleaseClass } from '../release/manifest.js'

/** The versions that classes need in place of those that are written, to be upgraded to from what runs; by name of class. */
export function raisedVersions(
  written: readonly Pick<ReleaseClass, 'name' | 'version' | 'hash'>[],
  running: readonly Pick<ClassStatus, 'name' | 'version' | 'generations'>[],
): ClassVersions {
  const raised = written.flatMap(({ name, version, hash }) => {
    const live = running.find((each) => each.name === name)
    if (live === undefined || compareVersions(version, live.version) > 0) return []
    const isWhatRuns = live.generations.at(-1)?.hash === hash
    const wanted = isWhatRuns ? live.version : nextPatch(live.version)
    return wanted === version ? [] : [[name, wanted] as const]
  })
  return Object.fromEntries(raised)
}

/** The version after one: of `2.0.0` it is `2.0.1`, of `2.0.0-rc.1` it is `2.0.0`. */
function nextPatch(version: string): string {
  const [release, preRelease] = version.split('-')
  if (preRelease !== undefined) return release!
  const [major, minor, patch] = release!.split('.')
  return `${major}.${minor}.${Number(patch) + 1}`
}
