// From the bytes of a request to the input of a command: limited in size, JSON in UTF-8, not nested without measure, and as
// the schema of the command has it. All that is wrong with it is told at once.

import type { z } from 'zod'
import { fail } from '../base/failures.js'
import { type Command, commands, type Input } from '../protocol/commands.js'
import { messageOf } from './thrown.js'

/** How deep objects and lists may be in one another; what checks them calls itself. */
const deepest = 100

/** Whether a content type is that of JSON in UTF-8. */
export function isJson(contentType: string | null): boolean {
  return /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(contentType ?? '')
}

/**
 * Reads the body. Throws `too-large` before it has kept more than the limit, in bytes. (The middleware of hono that does
 * this makes a new `Request`, which needs the globals of the process to be replaced; they are the application's.)
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw fail('too-large', { limit })
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw fail('too-large', { limit })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The input of a command. Throws `bad-request` with all problems. */
export function parseInput<C extends Command>(command: C, bytes: Uint8Array): Input<C> {
  const value = parseJson(command, bytes)
  if (isDeeperThan(value, deepest)) throw malformed(command, [`it is nested more than ${deepest} levels deep`])
  const result = (commands[command].input as unknown as z.ZodType<Input<C>>).safeParse(value)
  if (!result.success) throw malformed(command, result.error.issues.map(problemOf))
  return result.data
}

function parseJson(command: Command, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (error) {
    const problem = bytes.byteLength === 0 ? 'it is empty: send {} at least' : `it is no JSON: ${messageOf(error)}`
    throw malformed(command, [problem], error)
  }
}

/** Whether a value of JSON has more levels than that; looks at it level by level, so its depth does no harm. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`
}

function malformed(command: Command, defects: readonly string[], cause?: unknown): Error {
  const problems = defects.map((defect) => `  - ${defect}`).join('\n')
  return fail('bad-request', { command, problems, defects }, cause)
}
