// The public names of @instar/control, one by one.

export type { Manifest, ReleaseAttribute, ReleaseClass, ReleaseMethod, ReleaseSource } from './release/manifest.js'
export type { Release, Signature } from './release/release.js'
export { protocolVersion } from './protocol/commands.js'
