// A release as text: a header line, and after its line feed the content. The header has the hash of all bytes that
// follow and everything has one way to be written, so a release is either what was built, byte by byte, or refused.
//
//   instar-release {"format":1,"hash":"<sha256 of the rest>","signatures":[...]}
//   {"manifest":{...},"code":"...","map":"..."}

import { fail } from '../base/failures.js'
import { formatContent, hashOf, parseContent } from './content.js'
import { formatHeader, opening, parseHeader } from './header.js'
import type { Manifest } from './manifest.js'
import type { Release } from './release.js'
import { isGenuine } from './signature.js'

/** The largest release that is read, in bytes. */
export const largestRelease = 64 * 1024 * 1024

const lineFeed = 0x0a

/** A release with its hash, and without signatures. Throws `bad-manifest` for one that nobody could read again. */
export function makeRelease(manifest: Manifest, code: string, map: string): Release {
  const bytes = Buffer.from(formatContent({ manifest, code, map }))
  return { hash: hashOf(bytes), signatures: [], ...parseContent(bytes, `the release ${manifest.name}`) }
}

/** The text of its file. */
export function formatRelease(release: Release): string {
  return `${formatHeader(release)}\n${formatContent(release)}`
}

/**
 * Reads a release, from the text or the bytes of its file; `where` names it in errors. Throws, whatever the bytes,
 * errors of the catalogue only, with a code for each reason: `empty-release`, `not-a-release`, `truncated-release`,
 * `newer-release`, `altered-release`, `malformed-release`, `bad-manifest`, `malformed-signatures`, `forged-signature`,
 * `large-release`. Signatures are verified; whether the keys are trusted is for `signatureDefects` to say.
 */
export function parseRelease(text: string | Uint8Array, where: string): Release {
  const bytes = bytesOf(text, where)
  const end = lineEnd(bytes, where)
  const header = parseHeader(bytes.toString('latin1', 0, end), where)
  const body = bytes.subarray(end + 1)
  demandHash(body, header.hash, where)
  const content = parseContent(body, where)
  const forged = header.signatures.find((signature) => !isGenuine(header.hash, signature))
  if (forged !== undefined) throw fail('forged-signature', { file: where, key: forged.key })
  return { ...header, ...content }
}

/** Refuses what is larger than a release may be. */
export function demandSize(size: number, where: string): void {
  if (size > largestRelease) throw fail('large-release', { file: where, size, limit: largestRelease })
}

function bytesOf(text: string | Uint8Array, where: string): Buffer {
  if (typeof text !== 'string') {
    demandSize(text.byteLength, where)
    return Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  }
  demandSize(Buffer.byteLength(text), where)
  const bytes = Buffer.from(text)
  // A lone surrogate has no bytes of its own; what stands for it would be another text.
  if (bytes.toString() !== text) throw fail('malformed-release', { file: where, problem: 'it is not Unicode' })
  return bytes
}

function lineEnd(bytes: Buffer, where: string): number {
  if (bytes.length === 0) throw fail('empty-release', { file: where })
  const start = bytes.toString('latin1', 0, opening.length)
  if (!opening.startsWith(start))
    throw fail('not-a-release', { file: where, problem: `it does not begin with \`${opening.trim()}\`` })
  const end = bytes.indexOf(lineFeed)
  if (end === -1) throw fail('truncated-release', { file: where, problem: 'its first line has no end' })
  return end
}

/** Tells what was cut off from what was altered: a content ends with the closing quote of its map, and a brace. */
function demandHash(body: Buffer, expected: string, where: string): void {
  const found = hashOf(body)
  if (found === expected) return
  const isWhole = /(?<!\\)(\\\\)*"\}$/.test(body.toString('latin1', Math.max(0, body.length - 100)))
  if (isWhole) throw fail('altered-release', { file: where, expected, found })
  const problem =
    body.length === 0 ? 'only its first line is there' : `it breaks off after ${body.length} bytes of content`
  throw fail('truncated-release', { file: where, problem })
}
