// Links: two instances that share their fate. When one ends abnormally, the other is ended at once, with a reason that
// names it. Ancestor: Erlang's links.

import type { Pid } from '../base/ids.js'
import type { ExitReason } from '../protocol/exit.js'
import { isNormalExit } from '../protocol/exit.js'
import type { Cell, Watcher } from '../instance/cell.js'
import { endAtOnce } from '../instance/lifecycle.js'

class Link implements Watcher {
  constructor(readonly other: Cell) {}

  onExit(who: Cell, reason: ExitReason): void {
    unlink(this.other, who)
    if (!isNormalExit(reason)) endAtOnce(this.other, { type: 'linked', pid: who.pid, reason })
  }
}

/** Links two instances; linking twice is linking once. With one that ended abnormally, the other ends now. */
export function link(a: Cell, b: Cell): void {
  if (a === b || findLink(a, b) !== undefined) return
  for (const [dead, living] of [
    [a, b],
    [b, a],
  ] as const) {
    if (dead.exit === null) continue
    if (!isNormalExit(dead.exit)) endAtOnce(living, { type: 'linked', pid: dead.pid, reason: dead.exit })
    return
  }
  a.rare.watchers.add(new Link(b))
  b.rare.watchers.add(new Link(a))
}

/** Undoes a link, if there is one. */
export function unlink(a: Cell, b: Cell): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const found = findLink(one, other)
    if (found !== undefined) one.rare.watchers.delete(found)
  }
}

/** Whom an instance is linked to. */
export function linkedTo(cell: Cell): Pid[] {
  return [...(cell.life?.watchers ?? [])].flatMap((watcher) => (watcher instanceof Link ? [watcher.other.pid] : []))
}

function findLink(of: Cell, to: Cell): Link | undefined {
  for (const watcher of of.life?.watchers ?? []) if (watcher instanceof Link && watcher.other === to) return watcher
  return undefined
}
