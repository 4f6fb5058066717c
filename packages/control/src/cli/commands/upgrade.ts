// Upgrading: what a release would do, trying it on copies, doing it, taking it back, and saying that it stays.

import type { PlanAnswer, UpgradeAnswer } from '../../protocol/answers.js'
import type { Input } from '../../protocol/commands.js'
import { formatRelease } from '../../release/text.js'
import { command, type CommandSpec } from '../command.js'
import type { Context } from '../context.js'
import type { Outcome } from '../outcome.js'
import { planLines, verdictOf } from '../show/plan.js'
import { confirmationLines, rehearsalLines, reportLines } from '../show/report.js'
import { obtainRelease } from '../sources.js'
import { parseCount, parseJson } from './typed-values.js'
import { type UpgradeFlags, upgradeOptions, wireOptions, yes } from './upgrade-options.js'

const releaseArgument = {
  '<release...>': 'a release file, or TypeScript or JavaScript sources: files or a folder',
} as const

const plan = command({
  name: 'plan',
  group: 'Upgrade',
  arguments: releaseArgument,
  summary: 'What a release would do to the process; nothing is touched',
  examples: ['plan cats.release', 'plan src/cats', 'plan src/cat.ts src/dog.ts'],
  async run(context, paths) {
    const release = await obtainRelease(context, paths)
    const answer = await context.call('plan', { release: formatRelease(release) })
    const code = verdictOf(answer) === 'refused' ? 1 : 0
    return { json: answer, lines: planLines(answer, context), code }
  },
})

const rehearse = command<{ sample?: number; extra?: Input<'rehearse'>['extra'] }>({
  name: 'rehearse',
  group: 'Upgrade',
  arguments: releaseArgument,
  summary: 'Runs the migrations of a release on copies of what lives',
  options: [
    {
      flags: '--sample <n>',
      description: 'on so many instances of each class (default: all)',
      parse: (text) => parseCount(text, '--sample'),
    },
    { flags: '--extra <json>', description: 'data for every migration', parse: (text) => parseJson(text, '--extra') },
  ],
  examples: ['rehearse cats.release', 'rehearse src/cats --sample 1000'],
  async run(context, paths, { sample, extra }) {
    const release = formatRelease(await obtainRelease(context, paths))
    const given = { ...(sample === undefined ? {} : { sample }), ...(extra === undefined ? {} : { extra }) }
    const answer = await context.call('rehearse', { release, ...given })
    const isGood = answer.rehearsal.outcome === 'passed' && answer.findings.length === 0
    return { json: answer, lines: rehearsalLines(answer, context), code: isGood ? 0 : 1 }
  },
})

const upgrade = command<UpgradeFlags>({
  name: 'upgrade',
  group: 'Upgrade',
  arguments: releaseArgument,
  summary: 'Upgrades the process to a release: shows the plan, asks, does it, reports',
  options: [yes, ...upgradeOptions],
  examples: [
    'upgrade cats.release',
    'upgrade src/cats --yes',
    'upgrade cats.release --deadline 30s --on-deadline kill',
  ],
  async run(context, paths, flags) {
    const isSure = flags.yes === true
    context.demandSomebody(isSure, 'upgrade', `instar plan ${paths.join(' ')}`)
    const release = formatRelease(await obtainRelease(context, paths))
    const early = context.isJson ? null : await consider(context, release, isSure)
    return early ?? outcomeOf(context, await context.act('upgrade', { release, ...wireOptions(flags) }))
  },
})

const rollback = command<UpgradeFlags>({
  name: 'rollback',
  group: 'Upgrade',
  summary: 'Takes the last upgrade back; does not ask',
  options: upgradeOptions,
  examples: ['rollback', 'rollback --deadline 30s'],
  async run(context, _paths, flags) {
    return outcomeOf(context, await context.act('rollback', wireOptions(flags)))
  },
})

const confirm = command({
  name: 'confirm',
  group: 'Upgrade',
  summary: 'Says that what runs is there to stay, also after a restart',
  examples: ['confirm'],
  async run(context) {
    const answer = await context.call('confirm', {})
    return { json: answer, lines: confirmationLines(answer) }
  },
})

export const upgradeCommands: readonly CommandSpec[] = [plan, rehearse, upgrade, rollback, confirm]

/** Shows the plan and asks; gives an outcome when there is nothing to do, or something against it. */
async function consider(context: Context, release: string, isSure: boolean): Promise<Outcome | null> {
  const answer: PlanAnswer = await context.call('plan', { release })
  const verdict = verdictOf(answer)
  const lines = planLines(answer, context)
  if (verdict !== 'sound') return { json: answer, lines, code: verdict === 'refused' ? 1 : 0 }
  context.say(...lines)
  await context.ask(isSure, `Upgrade ${(await context.client()).address}?`)
  return null
}

/** Also for who upgrades without having asked. */
export function outcomeOf(context: Context, answer: UpgradeAnswer): Outcome {
  const { outcome } = answer.report
  const isGood = outcome === 'committed' || outcome === 'unchanged'
  const hints = outcome === 'committed' ? ['Keep it: instar confirm. Take it back: instar rollback.'] : []
  return { json: answer, lines: reportLines(answer, context), code: isGood ? 0 : 1, hints }
}
