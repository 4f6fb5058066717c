// What the command line asks for. Pure.

import { parseArgs } from 'node:util'

export type Task =
  | { readonly type: 'story' }
  | { readonly type: 'serve' }
  | { readonly type: 'help' }
  /** The command line makes no sense. */
  | { readonly type: 'complain'; readonly problem: string }

export const usage = `The loop: a class with a main loop of its own goes through four versions while it waits for lines.

  npm start -- loop          tells the story with lines of its own
  npm start -- loop --serve  reads lines from the terminal; :2, :3 and :4 upgrade it, :1 goes back
  npm start -- loop --help   shows this`

export function readTask(argv: readonly string[]): Task {
  try {
    const options = { serve: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const { values } = parseArgs({ args: [...argv], options })
    if (values.help === true) return { type: 'help' }
    return { type: values.serve === true ? 'serve' : 'story' }
  } catch (error) {
    return { type: 'complain', problem: (error as Error).message }
  }
}
