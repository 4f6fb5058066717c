// From bytes in pieces of any size to lines, one after the other: as much is held as one line needs.

import { fail } from '../failures.js'
import { type Line, parseLine } from './line.js'

/** Bytes, whole or in pieces: a buffer, a stream of Node's, anything that can be iterated. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

const newline = 10
/** No line is longer, so that what is no stream of instances does not fill the memory. */
const longest = 256 * 1024 * 1024

/** The lines of a stream, checked, without its end; throws when that does not come, or when something comes after it. */
export async function* linesOf(bytes: Bytes): AsyncGenerator<Line> {
  let read = 0
  let hasEnded = false
  for await (const text of textsOf(bytes, () => read)) {
    if (hasEnded) throw fail('malformed-entry', { entry: read + 1, read, problem: 'comes after the end' })
    const line = parseLine(text, read + 1)
    if (line.kind === 'instance') {
      read += 1
      yield line
    } else hasEnded = true
  }
  if (!hasEnded) throw fail('truncated-stream', { read, problem: `there is no end after entry ${read}` })
}

async function* textsOf(bytes: Bytes, read: () => number): AsyncGenerator<string> {
  let pieces: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
    let rest: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline)) {
      yield textOf([...pieces, rest.subarray(0, at)], read())
      pieces = []
      size = 0
      rest = rest.subarray(at + 1)
    }
    if (rest.length > 0) pieces.push(rest)
    size += rest.length
    if (size > longest)
      throw fail('malformed-entry', { entry: read() + 1, read: read(), problem: `has more than ${longest} bytes` })
  }
  if (size > 0)
    throw fail('truncated-stream', { read: read(), problem: `entry ${read() + 1} breaks off after ${size} bytes` })
}

function textOf(pieces: readonly Uint8Array[], read: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces))
  } catch {
    throw fail('altered-entry', { entry: read + 1, read })
  }
}
