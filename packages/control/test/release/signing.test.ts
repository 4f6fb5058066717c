import { generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { publicKeyObject } from '../../src/release/signature.js'
import { newKeys, signatureDefects, signRelease } from '../../src/release/signing.js'
import { releaseOf } from './samples.js'

const release = releaseOf()
const [ann, ben, eve] = [newKeys(), newKeys(), newKeys()] as const

test('a public key is the base64 of 32 bytes, a private one is PEM; no two pairs are the same', () => {
  expect(ann.publicKey).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  expect(ann.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----\n$/)
  expect(new Set([ann, ben, eve].map(({ publicKey }) => publicKey)).size).toBe(3)
})

test('a signature is over the words and the hash, as ASCII', () => {
  const [signature] = signRelease(release, ann.privateKey).signatures
  const bytes = Buffer.from(`instar-release ${release.hash}`)
  expect(signature!.key).toBe(ann.publicKey)
  expect(verify(null, bytes, publicKeyObject(ann.publicKey), Buffer.from(signature!.signature, 'base64'))).toBe(true)
})

test('a release can be signed by several, and signing twice with the same key changes nothing', () => {
  const once = signRelease(release, ann.privateKey)
  const both = signRelease(once, ben.privateKey)
  expect(both.signatures.map(({ key }) => key)).toEqual([ann.publicKey, ben.publicKey])
  expect(signRelease(both, ann.privateKey)).toBe(both)
  expect(release.signatures).toEqual([])
})

test('a release that one of the trusted keys has signed has no defects', () => {
  const both = signRelease(signRelease(release, ann.privateKey), ben.privateKey)
  expect(signatureDefects(both, [ann.publicKey])).toEqual([])
  expect(signatureDefects(both, [eve.publicKey, ben.publicKey])).toEqual([])
})

test('a release that nobody, or a stranger, has signed is told apart', () => {
  expect(signatureDefects(release, [ann.publicKey])).toEqual(['it is not signed'])
  const strange = signRelease(release, eve.privateKey)
  expect(signatureDefects(strange, [ann.publicKey])).toEqual([
    `it is signed by ${eve.publicKey}, and no such key is trusted`,
  ])
  expect(signatureDefects(strange, [])).toHaveLength(1)
})

test('a signature under a foreign name is a defect, beside one that is right as well', () => {
  const strange = signRelease(release, eve.privateKey).signatures[0]!
  const forged = { key: ann.publicKey, signature: strange.signature }
  expect(signatureDefects({ ...release, signatures: [forged] }, [ann.publicKey])).toEqual([
    `its signature by ${ann.publicKey} does not verify`,
  ])
  const right = signRelease(release, ben.privateKey).signatures[0]!
  expect(signatureDefects({ ...release, signatures: [right, forged] }, [ben.publicKey])).toHaveLength(1)
})

test('a signature is worth nothing for a content that is not that of its hash', () => {
  const signed = signRelease(release, ann.privateKey)
  expect(signatureDefects({ ...signed, code: 'other()' }, [ann.publicKey])).toEqual([
    'it has been altered: its content has another hash',
  ])
})

test.each([
  ['nothing', '', 'has no line'],
  ['a public key', ann.publicKey, 'has no line'],
  [
    'a public key in PEM',
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
    'is a public key',
  ],
  [
    'another kind of key',
    generateKeyPairSync('ed448').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    'of the type ed448',
  ],
  [
    'an encrypted key',
    generateKeyPairSync('ed25519').privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    }),
    'is encrypted',
  ],
  ['a key that was cut off', ann.privateKey.replace(/.{20}\n-----END/, '\n-----END'), 'cannot be read'],
])('what is no private key is refused: %s', (_, key, problem) => {
  expect(() => signRelease(release, key as string)).toThrow(expect.objectContaining({ code: 'bad-key' }))
  expect(() => signRelease(release, key as string)).toThrow(problem)
})

test('an error about a private key never quotes it', () => {
  const secret = ann.privateKey.split('\n')[1]!
  const cut = ann.privateKey.replace(`${secret}\n`, `${secret.slice(0, 30)}\n`)
  expect(() => signRelease(release, cut)).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining(secret.slice(0, 20)) }),
  )
})

test.each([
  ['too short', 'AAAA', 'it is not the base64 of 32 bytes'],
  ['without its padding', ann.publicKey.slice(0, -1), 'it is not the base64 of 32 bytes'],
  ['in PEM', ann.privateKey, 'it is a PEM text'],
])('a trusted key that is none is refused, with its number: %s', (_, key, problem) => {
  const signed = signRelease(release, ann.privateKey)
  expect(() => signatureDefects(signed, [ann.publicKey, key])).toThrow(
    `The trusted key 2 of 2 is no public ed25519 key: ${problem}.`,
  )
})

test('a release has at most 64 signatures', () => {
  let signed = release
  for (let i = 0; i < 64; i++) signed = signRelease(signed, newKeys().privateKey)
  expect(() => signRelease(signed, ann.privateKey)).toThrow('there are 64 already')
})
