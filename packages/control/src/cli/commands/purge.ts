// Forgetting old code: who would be ended is shown before anybody is.

import { describeLingerer, type Lingerer } from '@instar/core'
import { fail } from '../../base/failures.js'
import type { ClassStatus } from '../../protocol/answers.js'
import { command, type CommandSpec } from '../command.js'
import type { Context } from '../context.js'
import { formatCount } from '../show/quantities.js'
import { purgeLines } from '../show/report.js'
import { yes } from './upgrade-options.js'

const purge = command<{ hard?: boolean; prove?: boolean; yes?: boolean }>({
  name: 'purge',
  group: 'Upgrade',
  arguments: { '<class>': 'the name of a class' },
  summary: 'Forgets the old generations of a class, and with them the way back',
  options: [
    { flags: '--hard', description: 'ends who is still in old code (default: refuse while anybody is)' },
    {
      flags: '--prove',
      description: 'collects garbage, which pauses the process, and tells whether the code has left memory',
    },
    yes,
  ],
  examples: ['purge Cat', 'purge Cat --hard', 'purge Cat --prove'],
  async run(context, [name], { hard = false, prove = false, yes: isSure = false }) {
    context.demandSomebody(isSure, 'purge', `instar lingering ${name}`)
    if (!context.isJson) await show(context, name!, hard)
    await context.ask(isSure, `Purge ${name}${hard ? ', and end who lingers' : ''}?`)
    const mode = hard ? 'hard' : 'soft'
    const answer = await context.act('purge', { class: name!, mode, ...(prove ? { prove } : {}) })
    const isBad = answer.outcome === 'refused' || (answer.left ?? []).length > 0
    return { json: answer, lines: purgeLines(answer, context), code: isBad ? 1 : 0 }
  },
})

export const purgeCommands: readonly CommandSpec[] = [purge]

async function show(context: Context, name: string, isHard: boolean): Promise<void> {
  const classes = await context.call('classes', {})
  const found = classes.find((each) => each.name === name)
  if (found === undefined) throw fail('bad-argument', { argument: 'class', problem: unknownClass(name, classes) })
  context.say(...prospect(found, await context.call('lingering', { class: name }), isHard))
}

/** What a purge would forget, and whom it would end. Pure. */
export function prospect({ name, older }: ClassStatus, lingerers: readonly Lingerer[], isHard: boolean): string[] {
  if (older.length === 0) return [`${name} has no old generation.`]
  const forgotten = `${name} ${older.join(', ')} would be forgotten: there would be no way back to it.`
  if (lingerers.length === 0) return [forgotten, 'Nobody is in old code, so nobody would be ended.']
  const calls = formatCount(lingerers.length, 'call')
  const verdict = isHard ? `${calls} would be ended:` : `${calls} in old code, so a purge without --hard is refused:`
  return [forgotten, verdict, ...lingerers.map((one) => `  - ${describeLingerer(one)}`)]
}

function unknownClass(name: string, classes: readonly ClassStatus[]): string {
  const like = classes.find((each) => each.name.toLowerCase() === name.toLowerCase())
  return `the process has no class ${name}${like === undefined ? '' : `; did you mean ${like.name}`}`
}
