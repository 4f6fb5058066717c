// What the command line asks for. Pure.

import { parseArgs } from 'node:util'

export type Task =
  | { readonly type: 'story' }
  | { readonly type: 'serve'; readonly port: number }
  | { readonly type: 'help' }
  /** The command line makes no sense. */
  | { readonly type: 'complain'; readonly problem: string }

export const usage = `The greeter: a TCP server whose class is upgraded under its open connections.

  npm start                                 tells the story with clients of its own
  npm start -- greeter --serve              runs the server, to be talked to with nc
  npm start -- greeter --serve --port 9000  the same on another port (the default is 9000, 0 takes a free one)
  npm start -- greeter --help               shows this`

const defaultPort = 9000

export function readTask(argv: readonly string[]): Task {
  let values: { readonly serve?: boolean; readonly port?: string; readonly help?: boolean }
  try {
    const options = {
      serve: { type: 'boolean' },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const
    values = parseArgs({ args: [...argv], options }).values
  } catch (error) {
    return { type: 'complain', problem: (error as Error).message }
  }
  if (values.help === true) return { type: 'help' }
  if (values.serve !== true) {
    return values.port === undefined ? { type: 'story' } : { type: 'complain', problem: '--port goes with --serve' }
  }
  const port = values.port === undefined ? defaultPort : portOf(values.port)
  if (port === undefined)
    return { type: 'complain', problem: `--port takes a number from 0 to 65535, not "${values.port}"` }
  return { type: 'serve', port }
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port <= 65_535 ? port : undefined
}
