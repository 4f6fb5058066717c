// Looking at a release before it is upgraded to: what it would do, and whether its migrations would go well.

import type { PlanAnswer, RehearsalAnswer } from '../protocol/answers.js'
import type { Input } from '../protocol/commands.js'
import type { Desk } from './desk.js'

export async function plan({ admission, system }: Desk, input: Input<'plan'>): Promise<PlanAnswer> {
  const release = admission.read(input.release)
  const { classes, findings } = await admission.load(release, 'plan')
  return { release: { name: release.manifest.name, hash: release.hash }, plan: system.plan(classes), findings }
}

export async function rehearse({ admission, system }: Desk, input: Input<'rehearse'>): Promise<RehearsalAnswer> {
  const release = admission.read(input.release)
  const { classes, findings } = await admission.load(release, 'rehearse')
  const { sample, extra } = input
  const rehearsal = await system.rehearse(classes, { extra, ...(sample === undefined ? {} : { sample }) })
  return {
    release: { name: release.manifest.name, hash: release.hash },
    plan: rehearsal.plan,
    findings,
    rehearsal: { ...rehearsal },
    text: [String(rehearsal), ...findings.map((finding) => `  - ${finding}`)].join('\n'),
  }
}
