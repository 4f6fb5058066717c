// Looking at a process as a whole.

import { command, type CommandSpec } from '../command.js'
import { classLines, treeLines } from '../show/classes.js'
import { statusLines } from '../show/status.js'

const status = command({
  name: 'status',
  group: 'Look',
  summary: 'How the process is: what runs, what is confirmed, what is under way',
  examples: ['status', 'status --json', 'status --control /run/app/app.sock'],
  async run(context) {
    const answer = await context.call('status', {})
    return { json: answer, lines: statusLines(answer, context) }
  },
})

const classes = command({
  name: 'classes',
  group: 'Look',
  summary: 'All classes with their versions, instances and old generations',
  examples: ['classes', "classes --json | jq '.[].version'"],
  async run(context) {
    const answer = await context.call('classes', {})
    return { json: answer, lines: classLines(answer, context) }
  },
})

const tree = command({
  name: 'tree',
  group: 'Look',
  summary: 'The graph of classes: who extends whom, with versions and counts',
  examples: ['tree'],
  async run(context) {
    const answer = await context.call('classes', {})
    return { json: answer, lines: treeLines(answer, context) }
  },
})

export const systemCommands: readonly CommandSpec[] = [status, classes, tree]
