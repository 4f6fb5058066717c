// What a signature is over, and whether one is genuine. That its key is trusted is another question.

import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Signature } from './release.js'

/** The bytes that are signed. The words keep a signature from being used for anything else that is a hash. */
export function signedBytes(hash: string): Buffer {
  return Buffer.from(`instar-release ${hash}`, 'ascii')
}

/** The key object of a public key: base64 of its raw 32 bytes. */
export function publicKeyObject(key: string): KeyObject {
  const x = Buffer.from(key, 'base64').toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}

/** Whether the owner of the key has signed this hash. False, never an error, for what is no key or no signature. */
export function isGenuine(hash: string, { key, signature }: Signature): boolean {
  try {
    return verify(null, signedBytes(hash), publicKeyObject(key), Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
