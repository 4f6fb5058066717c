// ed25519 keys as people keep them: the public one as base64 of its raw 32 bytes, short enough for a command line and a
// config file; the private one as PEM (PKCS8), as openssl and node:crypto write it.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { fail } from '../base/failures.js'
import { isBase64Of } from './schema.js'

/** Keys for signing releases. */
export interface KeyPair {
  /** Base64 of the raw 32 bytes: for `requireSigned`, and for everybody to see. */
  readonly publicKey: string
  /** PKCS8 in PEM: for who signs, and for nobody else. */
  readonly privateKey: string
}

/** Makes a pair of ed25519 keys. */
export function newKeys(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKeyOf(privateKey),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

/** The public key that belongs to a private one. */
export function publicKeyOf(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return Buffer.from(x!, 'base64url').toString('base64')
}

/** Reads a private key. Throws `bad-key`, which never quotes it. */
export function readPrivateKey(pem: string): KeyObject {
  const problem = problemOfPem(pem)
  if (problem !== null) throw badPrivateKey(problem)
  const key = parsePem(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw badPrivateKey(`it is a key of the type ${key.asymmetricKeyType}`)
  return key
}

/** Refuses a list of public keys in which one is none, with `bad-key`. */
export function demandPublicKeys(keys: readonly string[]): void {
  for (const [i, key] of keys.entries()) {
    if (typeof key === 'string' && isBase64Of(32, key)) continue
    const problem = /-----BEGIN/.test(key) ? 'it is a PEM text' : 'it is not the base64 of 32 bytes'
    throw fail('bad-key', { which: `The trusted key ${i + 1} of ${keys.length}`, kind: 'public ed25519 key', problem })
  }
}

function problemOfPem(pem: string): string | null {
  if (typeof pem !== 'string' || !/-----BEGIN [A-Z ]+-----/.test(pem))
    return 'it has no line `-----BEGIN PRIVATE KEY-----`'
  if (/-----BEGIN PUBLIC KEY-----/.test(pem)) return 'it is a public key'
  if (/ENCRYPTED/.test(pem)) return 'it is encrypted, and there is nobody to ask for the password'
  return null
}

function parsePem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw badPrivateKey('it cannot be read', error)
  }
}

function badPrivateKey(problem: string, cause?: unknown): Error {
  return fail('bad-key', { which: 'The private key', kind: 'private ed25519 key in PEM', problem }, cause)
}
