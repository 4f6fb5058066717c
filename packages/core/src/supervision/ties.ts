// Ties: links of one direction. A child that is tied to its parent never outlives it, however the parent ends; its own end
// is nobody's but that of who watches it. What supervisors, pools and the like are built on.
//
//   the parent ends          the tied child
//   ---------------------    -------------------------------------------------------------
//   stopped, shut down       is asked to stop; ended when it has not within `stopTimeout`
//   in any other way         is ended at once; its destructors run
//
// Ancestor: the exit signals of Erlang's supervisors, without the way back.

import { describeExit, type ExitReason, isNormalExit } from '../protocol/exit.js'
import type { Cell, Watcher } from '../instance/cell.js'
import { endAtOnce, requestStop } from '../instance/lifecycle.js'

class Tie implements Watcher {
  constructor(readonly child: Cell) {}

  onExit(parent: Cell, reason: ExitReason): void {
    this.child.rare.tiedTo = null
    if (isNormalExit(reason)) stopWithin(this.child, parent, reason)
    else endAtOnce(this.child, { type: 'linked', pid: parent.pid, reason })
  }
}

/** Ties a child to its parent, for good. With one that has ended already, it ends now. */
export function tie(child: Cell, parent: Cell): void {
  const knot = new Tie(child)
  if (parent.exit !== null) return knot.onExit(parent, parent.exit)
  child.rare.tiedTo = parent
  parent.rare.watchers.add(knot)
  child.rare.watchers.add({ onExit: () => parent.life?.watchers.delete(knot) })
}

function stopWithin(child: Cell, parent: Cell, reason: ExitReason): void {
  const { clock, stopTimeout } = child.world
  if (child.hasEnded) return
  requestStop(
    child,
    reason.type === 'shutdown' ? reason : { type: 'stopped', detail: `${parent.pid} ${describeExit(reason)}` },
  )
  if (child.hasEnded) return
  const timer = clock.setTimer(() => endAtOnce(child, { type: 'linked', pid: parent.pid, reason }), stopTimeout)
  child.rare.watchers.add({ onExit: () => clock.clearTimer(timer) })
}
