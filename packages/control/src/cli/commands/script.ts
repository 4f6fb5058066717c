// Running an upgrade script in the process.

import { formatRelease } from '../../release/text.js'
import { command, type CommandSpec } from '../command.js'
import { isDone, scriptLines } from '../show/report.js'
import { obtainRelease } from '../sources.js'

const run = command<{ dryRun?: boolean }>({
  name: 'run',
  group: 'Upgrade',
  arguments: { '<script>': 'an upgrade script: a TypeScript or JavaScript file, or a release that was built from one' },
  summary: 'Runs an upgrade script; it is checked whole before its first step',
  options: [{ flags: '--dry-run', description: 'check and rehearse it, and do nothing' }],
  examples: ['run upgrades/to-2.ts --dry-run', 'run upgrades/to-2.ts'],
  async run(context, paths, { dryRun = false }) {
    const release = await obtainRelease(context, paths, 'script')
    const answer = await context.act('run', { script: formatRelease(release), ...(dryRun ? { dryRun } : {}) })
    return { json: answer, lines: scriptLines(answer, context), code: isDone(answer) ? 0 : 1 }
  },
})

export const scriptCommands: readonly CommandSpec[] = [run]
