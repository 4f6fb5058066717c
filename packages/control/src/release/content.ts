// The content of a release, which is what its hash speaks of: the bytes after the first line feed of the file. There is
// exactly one way to write a content down, so an equal content has equal bytes, and nothing can hide between them.

import { createHash } from 'node:crypto'
import { fail } from '../base/failures.js'
import { asDefects, problemsOf } from './defects.js'
import type { Manifest } from './manifest.js'
import { contentSchema } from './schema.js'

export interface Content {
  readonly manifest: Manifest
  readonly code: string
  readonly map: string
}

export function formatContent({ manifest, code, map }: Content): string {
  return JSON.stringify({ manifest, code, map })
}

/** SHA-256, hexadecimal. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Reads a content whose hash is right, so what is wrong with it was built wrong. `where` names it in errors. */
export function parseContent(bytes: Uint8Array, where: string): Content {
  const text = decode(bytes, where)
  const value = readJson(text, where)
  const problems = problemsOf(contentSchema.safeParse(value))
  if (problems.length > 0) throw fail('bad-manifest', { file: where, ...asDefects(problems) })
  const content = value as Content
  if (formatContent(content) !== text)
    throw fail('malformed-release', { file: where, problem: 'its content is not the text that JSON.stringify gives' })
  return content
}

function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw fail('malformed-release', { file: where, problem: 'its content is not UTF-8' }, error)
  }
}

function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw fail('malformed-release', { file: where, problem: 'its content is not JSON' }, error)
  }
}
