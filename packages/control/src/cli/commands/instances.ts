// Looking at instances, and at who is in old code.

import type { Input } from '../../protocol/commands.js'
import { command, type CommandSpec } from '../command.js'
import { inspectionLines, instanceLines, lingererLines } from '../show/instances.js'
import { parseCount } from './typed-values.js'

const instances = command<{ direct?: boolean; limit?: number; after?: string }>({
  name: 'instances',
  group: 'Look',
  arguments: { '<class>': 'the name of a class' },
  summary: 'The instances of a class and of its descendants, oldest first',
  options: [
    { flags: '--direct', description: 'without those of descendants' },
    {
      flags: '--limit <n>',
      description: 'at most so many (default: 100)',
      parse: (text) => parseCount(text, '--limit'),
    },
    { flags: '--after <pid>', description: 'those that were born after this one' },
  ],
  examples: ['instances Cat', "instances Cat --limit 20 --after '<app.120>'"],
  async run(context, [name], { direct, limit, after }) {
    const input: Input<'instances'> = {
      class: name!,
      ...(direct === true ? { direct } : {}),
      ...(limit === undefined ? {} : { limit }),
      ...(after === undefined ? {} : { after }),
    }
    const page = await context.call('instances', input)
    const hints = page.next === null ? [] : [`Go on with: instar instances ${page.class} --after '${page.next}'`]
    return { json: page, lines: instanceLines(page, context), hints }
  },
})

const inspect = command({
  name: 'inspect',
  group: 'Look',
  arguments: { '<pid>': 'the pid of an instance, or its name' },
  summary: 'One instance: its attributes, its mailbox, what it runs',
  examples: ["inspect '<app.17>'", 'inspect lobby'],
  async run(context, [which]) {
    const answer = await context.call('inspect', { which: which! })
    return { json: answer, lines: inspectionLines(answer, context) }
  },
})

const lingering = command({
  name: 'lingering',
  group: 'Look',
  arguments: { '[class]': 'the name of a class; all of them when it is left out' },
  summary: 'Who is still in old code, since when and in which method',
  examples: ['lingering', 'lingering Cat'],
  async run(context, [name]) {
    const answer = await context.call('lingering', name === undefined ? {} : { class: name })
    return { json: answer, lines: lingererLines(answer) }
  },
})

export const instanceCommands: readonly CommandSpec[] = [instances, inspect, lingering]
