// The setup file of an injected run: every test gets an upgrade at its message boundaries, and does not know. The loop of
// an instance (`LivingCell`) takes its messages off the mailbox in `handle`, as many as there are in one go; here it takes
// one at a time, which is the same to everybody, and leaves room between two.

import { afterEach, beforeEach } from 'vitest'
import { injectAtBoundaries } from './boundaries.js'
import type {} from './reporter.js'
import type { Mode } from './copy.js'
import { isAdded } from './copy.js'
import { Injector } from './injector.js'
import { ActorSystem } from '../../src/system/system.js'

const { INSTAR_INJECT = 'added', INSTAR_INJECT_EVERY = '1', INSTAR_INJECT_OFFSET = '0' } = process.env
let injector: Injector | null = null
let stop = () => {}

// What a test reads of a state has no attributes that it does not know.
const { getState, upgrade, rollback, rehearse, plan } = ActorSystem.prototype
ActorSystem.prototype.getState = function (ref) {
  const state = getState.call(this, ref)
  return state && Object.fromEntries(Object.entries(state).filter(([name]) => !isAdded(name)))
}
const doors = { upgrade, rollback, rehearse, plan }
for (const [name, door] of Object.entries(doors) as ['upgrade', typeof upgrade][]) {
  ActorSystem.prototype[name] = function (...args) {
    injector?.takeBack(this)
    return door.apply(this, args)
  }
}

beforeEach(() => {
  injector = new Injector({
    mode: INSTAR_INJECT as Mode,
    every: Number(INSTAR_INJECT_EVERY),
    offset: Number(INSTAR_INJECT_OFFSET),
  })
  stop = injectAtBoundaries(injector)
})

afterEach(({ task }) => {
  if (injector === null) return
  const { boundaries, upgrades, refusals, failure } = injector
  task.meta.injected = { boundaries, upgrades, refusals: [...refusals] }
  injector = null
  stop()
  if (failure !== null) throw failure
})
