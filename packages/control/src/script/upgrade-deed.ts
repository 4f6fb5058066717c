// Doing one upgrade of a script.

import type { UpgradeOptions } from '@instar/core'
import { type Deed, done, failed, type Result, type Scene } from './deed.js'
import { follow, resultOf, waysOf } from './follow.js'
import type { PreparedStep } from './prepared.js'
import type { UpgradeStep } from './script.js'
import { takeUpgradeBack } from './way-back.js'

export async function doUpgrade(at: PreparedStep<UpgradeStep>, scene: Scene): Promise<Deed> {
  const { classes, extra, migrations } = at.step
  const options: UpgradeOptions = { ...waysOf(at.step, scene), extra, migrations }
  const upgrade = await follow(() => scene.system.upgrade(classes, options), at, scene)
  if (upgrade.type === 'failed') return failed(upgrade.problem)
  if (upgrade.type === 'late') return failed(`${upgrade.problem}.`, goesOn)
  const { isGood, text } = resultOf(upgrade.value)
  const { report } = upgrade.value
  if (report.outcome !== 'committed') return isGood ? done(text) : failed(text)
  scene.committed.claim(report.classes)
  scene.upgraded.push(at)
  const takeBack = (): Promise<Result> => takeUpgradeBack(at, upgrade.value, scene)
  return isGood ? done(text, takeBack) : failed(text, takeBack)
}

/** An upgrade that has begun cannot be called off. */
async function goesOn(): Promise<Result> {
  return { isGood: false, text: 'It is still under way, and may yet be committed: look at what runs.' }
}
