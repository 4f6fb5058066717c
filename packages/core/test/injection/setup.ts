// The setup file of an injected run: every test gets an upgrade at its message boundaries, and does not know. The loop of
// an instance (`LivingCell`) takes its messages off the mailbox in `handle`, as many as there are in one go; here it takes
// one at a time, which is the same to everybody, and leaves room between two.

import { afterEach, beforeEach } from 'vitest'
import type { Cell } from '../../src/instance/cell.js'
import { LivingCell } from '../../src/instance/living.js'
import type { Mode } from './copy.js'
import { Injector } from './injector.js'

interface Loop {
  handle(this: Cell, limit: number): number
}

const { INSTAR_INJECT = 'added', INSTAR_INJECT_EVERY = '1', INSTAR_INJECT_OFFSET = '0' } = process.env
let injector: Injector | null = null

const loop = LivingCell.prototype as unknown as Loop
const { handle } = loop
loop.handle = function (limit) {
  if (injector === null) return handle.call(this, limit)
  injector.before()
  const handled = handle.call(this, 1)
  injector.after(this)
  return handled
}

beforeEach(() => {
  injector = new Injector({
    mode: INSTAR_INJECT as Mode,
    every: Number(INSTAR_INJECT_EVERY),
    offset: Number(INSTAR_INJECT_OFFSET),
  })
})

afterEach(({ task }) => {
  if (injector === null) return
  const { boundaries, upgrades, refusals } = injector
  Object.assign(task.meta, { boundaries, upgrades, refusals: [...refusals] })
  injector = null
})
