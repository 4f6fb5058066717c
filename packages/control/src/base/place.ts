// Where the files of the control plane are: the folder that sockets are looked for in, and the folder beside a socket that
// outlives the process.

import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

/** The folder in which processes serve unless they are told another: `$XDG_RUNTIME_DIR/instar`, or `~/.instar/run`. */
export function defaultFolder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR']
  return runtime === undefined || runtime === '' ? join(homedir(), '.instar', 'run') : join(runtime, 'instar')
}

/** What is kept beside a socket; all paths are absolute. */
export interface StatePlace {
  /** `x.control` beside `x.sock`; only its owner may enter. */
  readonly folder: string
  /** What was done: JSON, one entry a line. */
  readonly audit: string
  /** What runs and what is confirmed. */
  readonly journal: string
  /** The releases that the journal names, each in `<hash>.release`. */
  readonly releases: string
}

/** What is kept beside the socket at this path. */
export function statePlace(socketPath: string): StatePlace {
  const path = resolve(socketPath)
  const folder = join(dirname(path), `${basename(path, '.sock')}.control`)
  return {
    folder,
    audit: join(folder, 'audit.jsonl'),
    journal: join(folder, 'journal.json'),
    releases: join(folder, 'releases'),
  }
}
