// What the command line asks for. Pure.

import { parseArgs } from 'node:util'

/** What the server is started with. */
export interface ServeTask {
  readonly type: 'serve'
  readonly port: number
  /** Where its control socket is to be; undefined for the default folder. */
  readonly control: string | undefined
  /** Files of releases to start with; none for what was confirmed, or else for the first version. */
  readonly releases: readonly string[]
}

export type Task =
  | { readonly type: 'story' }
  | ServeTask
  | { readonly type: 'help' }
  /** The command line makes no sense. */
  | { readonly type: 'complain'; readonly problem: string }

export const usage = `The chat: rooms over WebSocket, whose class is changed by a deploy while people type.

  npm start -- chat                        tells the story: a server, people who type, and an operator at a terminal
  npm start -- chat --serve [RELEASE...]   runs the server, to be typed to and upgraded with instar;
                                           with these releases, or what was confirmed, or the first version
    --port 9001                            its port (the default is 9001, 0 takes a free one)
    --control PATH                         its control socket (the default is one in the default folder)
  npm start -- chat --help                 shows this`

const defaultPort = 9001

const options = {
  serve: { type: 'boolean' },
  port: { type: 'string' },
  control: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

export function readTask(argv: readonly string[]): Task {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    if (values.help === true) return { type: 'help' }
    return values.serve === true ? serveTask(values, positionals) : storyTask(values, positionals)
  } catch (error) {
    return complaint((error as Error).message)
  }
}

interface Values {
  readonly port?: string
  readonly control?: string
}

function serveTask({ port = String(defaultPort), control }: Values, releases: readonly string[]): Task {
  const number = portOf(port)
  if (number === undefined) return complaint(`--port takes a number from 0 to 65535, not "${port}"`)
  return { type: 'serve', port: number, control, releases }
}

function storyTask({ port, control }: Values, positionals: readonly string[]): Task {
  if (port !== undefined) return complaint('--port goes with --serve')
  if (control !== undefined) return complaint('--control goes with --serve')
  return positionals.length > 0 ? complaint(`${positionals[0]} goes with --serve`) : { type: 'story' }
}

function complaint(problem: string): Task {
  return { type: 'complain', problem }
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port <= 65_535 ? port : undefined
}
