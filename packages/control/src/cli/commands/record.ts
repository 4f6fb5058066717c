// What was done, what happens, and what a restart would bring back.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../base/failures.js'
import { parseAddress } from '../../client/address.js'
import type { Journal } from '../../protocol/answers.js'
import { readJournal } from '../../serve/journal.js'
import { command, type CommandSpec } from '../command.js'
import type { Context } from '../context.js'
import { eventLine } from '../show/event.js'
import { historyLines } from '../show/history.js'
import { journalLines } from '../show/status.js'
import { parseCount } from './typed-values.js'

const history = command<{ limit?: number }>({
  name: 'history',
  group: 'Look',
  summary: 'What was done to the process, newest last',
  options: [
    {
      flags: '--limit <n>',
      description: 'only so many of the newest (default: 100)',
      parse: (text) => parseCount(text, '--limit'),
    },
  ],
  examples: ['history', 'history --limit 20', "history --json | jq 'last'"],
  async run(context, _args, { limit }) {
    const entries = await context.call('history', limit === undefined ? {} : { limit })
    return { json: entries, lines: historyLines(entries, context) }
  },
})

const watch = command({
  name: 'watch',
  group: 'Look',
  summary: 'Events as they happen, until Ctrl-C; with --json one document on each line',
  examples: ['watch', 'watch --json | grep \'"crashed"\''],
  async run(context) {
    const client = await context.client()
    for await (const event of client.watch(context.io.signal))
      context.io.stdout.write(`${context.isJson ? JSON.stringify(event) : eventLine(event, context)}\n`)
    return { json: undefined, lines: [] }
  },
})

const current = command({
  name: 'current',
  group: 'Look',
  arguments: { '[path]': 'the path of the socket, also of a process that has ended' },
  summary: 'What runs and what is confirmed; needs no running process',
  examples: ['current', 'current /run/app/app.sock', "current /run/app/app.sock --json | jq -r '.confirmed[].file'"],
  async run(context, [path]) {
    const journal = await journalOf(context, path ?? context.control)
    return { json: journal, lines: journalLines(journal, context) }
  },
})

export const recordCommands: readonly CommandSpec[] = [history, watch, current]

/** Another machine is asked; on this one the files beside the socket say it. */
async function journalOf(context: Context, control: string | undefined): Promise<Journal> {
  if (control === undefined) return readJournal(await soleSocket(context.io.folder))
  const address = parseAddress(control)
  return address.type === 'tls' ? context.call('current', {}) : readJournal(context.path(address.path))
}

/** The socket that a folder tells of, whether or not it is still there. Throws `no-process` or `several-processes`. */
async function soleSocket(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const known = new Set(
    names.filter((name) => /\.(sock|control)$/.test(name)).map((name) => name.replace(/\.\w+$/, '')),
  )
  const paths = [...known].toSorted().map((name) => join(folder, `${name}.sock`))
  if (paths.length === 0) throw fail('no-process', { folder })
  if (paths.length > 1) throw fail('several-processes', { folder, count: paths.length, paths: paths.join(', ') })
  return paths[0]!
}
