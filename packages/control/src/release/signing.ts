// Signing releases, and demanding that they are signed. A signature is over the hash, so it belongs to the content of a
// release and to nothing else; each signer adds one, and none of them changes the release.

import { sign } from 'node:crypto'
import { fail } from '../base/failures.js'
import { formatContent, hashOf } from './content.js'
import { asDefects } from './defects.js'
import { demandPublicKeys, publicKeyOf, readPrivateKey } from './keys.js'
import type { Release } from './release.js'
import { mostSignatures } from './schema.js'
import { isGenuine, signedBytes } from './signature.js'

export { newKeys, type KeyPair } from './keys.js'

/**
 * The release with one signature more; signing twice with the same key changes nothing. `privateKey` is PEM (PKCS8).
 * Throws `bad-key` for anything but a private ed25519 key, and `malformed-signatures` for one signature too many.
 */
export function signRelease(release: Release, privateKey: string): Release {
  const key = readPrivateKey(privateKey)
  const signature = sign(null, signedBytes(release.hash), key).toString('base64')
  const signed = { key: publicKeyOf(key), signature }
  const others = release.signatures.filter((each) => each.key !== signed.key)
  if (others.length >= mostSignatures) {
    const problem = `there are ${others.length} already, and no release may have more`
    throw fail('malformed-signatures', { file: release.manifest.name, ...asDefects([problem]) })
  }
  if (release.signatures.some((each) => each.key === signed.key && each.signature === signature)) return release
  return { ...release, signatures: [...others, signed] }
}

/**
 * What speaks against a release as one that was signed by one of the trusted keys (base64 of their raw 32 bytes); empty
 * when it was. Throws `bad-key` for a trusted key that is none.
 */
export function signatureDefects(release: Release, trusted: readonly string[]): string[] {
  demandPublicKeys(trusted)
  if (hashOf(formatContent(release)) !== release.hash) return ['it has been altered: its content has another hash']
  if (release.signatures.length === 0) return ['it is not signed']
  const forged = release.signatures.filter((each) => !isGenuine(release.hash, each))
  if (forged.length > 0) return forged.map(({ key }) => `its signature by ${key} does not verify`)
  const signers = release.signatures.map(({ key }) => key)
  if (signers.some((key) => trusted.includes(key))) return []
  return [`it is signed by ${signers.join(' and ')}, and no such key is trusted`]
}
