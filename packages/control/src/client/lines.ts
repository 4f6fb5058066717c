// From bytes to the lines of an answer: JSON texts, each ended by a line feed, however the bytes were cut on their way.

import { StringDecoder } from 'node:string_decoder'
import type { AnswerLine } from '../protocol/answers.js'

/** The texts before the line feeds. What stands after the last one was torn by a hang-up, and empty ones say nothing. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  for await (const chunk of chunks) {
    const [first, ...others] = decoder.write(chunk as Buffer).split('\n')
    parts.push(first!)
    for (const next of others) {
      if (parts.join('') !== '') yield parts.join('')
      parts = [next]
    }
  }
}

/** A line as data; undefined when it is no line of an answer. A line of a kind that is not known yet is passed on. */
export function parseLine(text: string): AnswerLine | undefined {
  try {
    const line: unknown = JSON.parse(text)
    const isLine = typeof line === 'object' && line !== null && typeof (line as { type?: unknown }).type === 'string'
    return isLine ? (line as AnswerLine) : undefined
  } catch {
    return undefined
  }
}
