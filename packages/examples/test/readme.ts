// What a README shows, to be compared with what is true.
//
// One rule masks what differs from run to run, a number of milliseconds, and one what differs with every change of a source,
// the hash of a release. Everything else in an output has to be the same every time.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** The text of a file; its path starts at the root of the project. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')
}

/** The first block of a language in a README, without its fences. */
export function blockOf(path: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(textOf(path))
  if (found === null) throw new Error(`${path} has no block \`\`\`${language}`)
  return found[1]!
}

/** An output without what differs from run to run. */
export function masked(output: string): string {
  return output.replaceAll(/\b\d+(\.\d+)? ms\b/g, '# ms').replaceAll(/\([0-9a-f]{12}\)/g, '(hash)')
}

/** Lines as they stand in a block. */
export function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
