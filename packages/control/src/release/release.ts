// A release in memory: the manifest, the compiled text of all its modules, and their source map. The same release has the
// same hash wherever it is built.

import type { Manifest } from './manifest.js'

/** The signature of a release: over its hash, by an ed25519 key. */
export interface Signature {
  /** The public key: base64 of its raw 32 bytes. */
  readonly key: string
  /** Base64 of the 64 bytes. */
  readonly signature: string
}

export interface Release {
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string
  readonly signatures: readonly Signature[]
  readonly manifest: Manifest
  /** CommonJS text. */
  readonly code: string
  /** The source map, as JSON text. */
  readonly map: string
}
