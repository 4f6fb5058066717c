// The first line of a release file: which format, the hash of what follows, and who has signed it. It is outside of the
// hash, so it is held against the one text that it can have.

import { fail } from '../base/failures.js'
import { asDefects, problemsOf } from './defects.js'
import type { Signature } from './release.js'
import { headerSchema, releaseFormat, signaturesSchema } from './schema.js'

export interface Header {
  readonly hash: string
  readonly signatures: readonly Signature[]
}

/** How every release begins. */
export const opening = 'instar-release '

/** The line, without its line feed. */
export function formatHeader({ hash, signatures }: Header): string {
  const written = signatures.map(({ key, signature }) => ({ key, signature }))
  return `${opening}${JSON.stringify({ format: releaseFormat, hash, signatures: written })}`
}

/** Reads a line that begins with the opening. `where` names the release in errors. */
export function parseHeader(line: string, where: string): Header {
  const value = readJson(line.slice(opening.length), where)
  demandKnownFormat(value, where)
  const problems = problemsOf(headerSchema.safeParse(value))
  if (problems.length > 0) throw malformed(where, `in its first line, ${problems.join('; ')}`)
  const { hash, signatures } = value as Header
  const defects = problemsOf(signaturesSchema.safeParse(signatures))
  if (defects.length > 0) throw fail('malformed-signatures', { file: where, ...asDefects(defects) })
  const header = { hash, signatures }
  if (formatHeader(header) !== line) throw malformed(where, 'its first line is not the text that JSON.stringify gives')
  return header
}

function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw fail('malformed-release', { file: where, problem: 'its first line is not JSON' }, error)
  }
}

/** Nothing else can be said about a format that is not known. */
function demandKnownFormat(header: unknown, where: string): void {
  const { format } = (header ?? {}) as { format?: unknown }
  if (typeof format === 'number' && Number.isInteger(format) && format > releaseFormat)
    throw fail('newer-release', { file: where, format, known: releaseFormat })
}

function malformed(where: string, problem: string): Error {
  return fail('malformed-release', { file: where, problem: problem.slice(0, 300) })
}
