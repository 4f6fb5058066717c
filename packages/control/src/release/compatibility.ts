// Whether a release can run on a version of @instar/core. Versions keep their promises within one major number, and
// before 1.0 within one minor number. Pure.

import type { Manifest } from './manifest.js'

/** What speaks against running a release on this version of core, as sentences; empty when nothing does. */
export function coreDefects(manifest: Pick<Manifest, 'core'>, coreVersion: string): string[] {
  const built = lineOf(manifest.core)
  const running = lineOf(coreVersion)
  if (built === running) return []
  return [`it was built against ${manifest.core} (${built}), and ${coreVersion} (${running}) runs`]
}

/** The versions that keep each other's promises, such as `1.x` or `0.3.x`. */
function lineOf(version: string): string {
  const [major, minor] = version.split('.')
  return major === '0' ? `0.${minor}.x` : `${major}.x`
}
