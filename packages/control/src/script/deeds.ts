// Doing a step, whatever kind it is.

import { doAdd, doRemove } from './class-deeds.js'
import { doConfirm } from './confirm-deed.js'
import type { Deed, Scene } from './deed.js'
import { doApply, doCheck } from './function-deeds.js'
import type { PreparedStep } from './prepared.js'
import { doUpgrade } from './upgrade-deed.js'

export function doStep(at: PreparedStep, scene: Scene): Promise<Deed> {
  const { step } = at
  switch (step.type) {
    case 'upgrade':
      return doUpgrade({ ...at, step }, scene)
    case 'add':
      return doAdd(step, scene)
    case 'remove':
      return doRemove(step, scene)
    case 'apply':
      return doApply(step, scene)
    case 'check':
      return doCheck(step, scene)
    case 'confirm':
      return doConfirm(scene)
  }
}
