// Gives a live class what instances and refs need of it: the faces that offer its methods, and the judgement of writes.
// Called after every install, so that new methods are offered at once.

import { RefBase, sendByRef, sendTuned, targetKey } from '../ref/ref.js'
import { extendFace, faceMaker, makeFace } from '../ref/face.js'
import type { LiveClass } from '../registry/live-class.js'
import { refuseConstWrites } from './invocation.js'
import { sendLater } from './timers.js'

export function equip(live: LiveClass): void {
  if (live.faces === undefined) {
    const ref = makeFace(RefBase.prototype)
    live.faces = {
      makeRef: faceMaker(ref, targetKey),
      ref,
      tuned: makeFace(RefBase.prototype),
      delayed: makeFace(Object.prototype),
    }
    live.guard.judge = refuseConstWrites
  }
  const methods = [...live.slots.values()]
  extendFace(live.faces.ref, sendByRef, methods)
  extendFace(live.faces.tuned, sendTuned, methods)
  extendFace(live.faces.delayed, sendLater, methods)
}
