// What the bundler says about sources, as sentences with file, line and column. Pure.

import type { RolldownLog } from 'rolldown'
import { filePath } from './file-path.js'

/** The bundler's errors. */
export function bundlerDefects(errors: readonly RolldownLog[], root: string): string[] {
  return errors.map((error) => sentenceOf(error, root))
}

/** The bundler's warnings. */
export function bundlerFindings(logs: readonly RolldownLog[], root: string): string[] {
  return logs.map((log) => sentenceOf(log, root))
}

/** What an author would say. */
const words: Readonly<Record<string, string>> = {
  INVALID_TLA_FORMAT:
    'there is an `await` at the top level, but classes are loaded in one go: move it into a function, such as start()',
}

function sentenceOf({ code = '', message, loc, id }: RolldownLog, root: string): string {
  const file = loc?.file ?? id
  const where = file === undefined ? '' : `${filePath(root, file)}:${loc === undefined ? '' : placeOf(loc)} `
  return `${where}${words[code] ?? shortened(message)}`
}

function placeOf({ line, column }: { readonly line: number; readonly column: number }): string {
  return `${line}:${column + 1}:`
}

/** The message alone: without its code, and without the picture of the place. */
function shortened(message: string): string {
  const [first = ''] = message.split('\n')
  return first.replace(/^\[\w+\] /, '').replace(/\.$/, '')
}
