// Runs text as the project would: the example of a page of the documentation, and a source file of this package once more,
// as another version of itself. What a text imports is what the tests import, so its classes go with theirs.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format } from 'node:util'
import { moduleRunnerTransform, transformWithOxc } from 'vite'

const root = join(import.meta.dirname, '..')
const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => (...args: unknown[]) => Promise<void>

/** An example of a page (`docs/<noun>.md`) is run, the first one unless `place` says another; gives the lines that it prints. */
export async function runPage(noun: string, place = 0): Promise<string[]> {
  const [, text] = [...pageOf(noun).matchAll(/^```ts\n([\s\S]*?)^```$/gm)][place] ?? []
  if (text === undefined) throw new Error(`docs/${noun}.md has no example ${place + 1}`)
  const lines: string[] = []
  const log = (...values: unknown[]): void => void lines.push(format(...values))
  // Compiled as a file of this folder: the tsconfig that says what decorators are does not cover the pages.
  await evaluate(text, `test/${noun}.example.ts`, { console: { log } })
  return lines
}

/** What a page says that an example prints: the first block after it that has no language, or `text`. */
export function printedBy(noun: string, place = 0): string[] {
  const blocks = pageOf(noun).split(/^```ts\n/m)[place + 1] ?? ''
  const [, text = ''] = /^```$[\s\S]*?^```(?:text)?\n([\s\S]*?)^```$/m.exec(blocks) ?? []
  return text.split('\n').slice(0, -1)
}

/** Evaluates `src/<file>` once more with parts of its text replaced; each has to be there. Gives what it exports. */
export async function evaluateAgain<E extends object>(
  file: string,
  edits: Readonly<Record<string, string>>,
): Promise<E> {
  let text = readFileSync(join(root, 'src', file), 'utf8')
  for (const [before, after] of Object.entries(edits)) {
    if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`)
    text = text.replaceAll(before, after)
  }
  return (await evaluate(text, `src/${file}`, {})) as E
}

function pageOf(noun: string): string {
  return readFileSync(join(root, 'docs', `${noun}.md`), 'utf8')
}

/** Runs a module given as text, as if it were the file of that name. */
async function evaluate(text: string, name: string, globals: Readonly<Record<string, unknown>>): Promise<object> {
  const file = join(root, name)
  const { code } = await transformWithOxc(text, file)
  const made = await moduleRunnerTransform(code, null, file, code)
  if (made === null) throw new Error(`${name} cannot be compiled`)
  const exports = {}
  const provided = {
    __vite_ssr_import__: (specifier: string) => importFrom(dirname(file), specifier),
    __vite_ssr_exportName__: (key: string, get: () => unknown) => Object.defineProperty(exports, key, { get }),
    ...globals,
  }
  await new AsyncFunction(...Object.keys(provided), `'use strict';\n${made.code}`)(...Object.values(provided))
  return exports
}

function importFrom(folder: string, specifier: string): Promise<unknown> {
  if (specifier === '@instar/classes') return import('../src/index.js')
  return import(specifier.startsWith('.') ? join(folder, specifier.replace(/\.js$/, '.ts')) : specifier)
}
