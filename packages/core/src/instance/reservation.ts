// Births on a state that there is already, and the places that are kept for them: a ref may be there before its instance, so
// that instances that know one another can be brought back one after the other.
//
//   reserve -> ref, messages wait -> bearOn(state) -> start -> messages
//                  \____________ abandon -> messages are refused

import { runningMessage } from '../protocol/current.js'
import { isInstarError, settleStack } from '../base/errors.js'
import type { Pid } from '../base/ids.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import { demandOpen, enter, takeName } from './birth.js'
import type { Cell } from './cell.js'
import { constructOn } from './construction.js'
import { endAtOnce } from './lifecycle.js'
import { LivingCell } from './living.js'
import type { SpawnOptions } from './spawn-options.js'
import { startFailure, startInstance } from './starting.js'
import type { World } from './world.js'

/** What the `start` of an instance that is born on a snapshot is given; the `start` of others is given nothing. */
export interface Revival {
  /** Whom the state was taken of. */
  readonly pid: Pid
  /** The version of each class of the lineage that the state was written by. */
  readonly versions: Readonly<Record<string, string>>
}

/** A place for an instance that is still to be born. */
export function reserve(world: World, live: LiveClass): Cell {
  return new LivingCell(world, live, world.nextSerial())
}

/** Whether nobody has been born in a place, and somebody may still be. */
export function isReserved({ phase, instance }: Cell): boolean {
  return phase === 'starting' && instance === null
}

/** Bears the instance of a place on a state; `makeState` is asked at the very moment, after all upgrades that it waits for. */
export function bearOn(cell: Cell, makeState: () => State, options: SpawnOptions, revival: Revival): Promise<object> {
  const { gate } = cell.live
  if (gate?.admitsBirth(runningMessage()) === false) {
    return new Promise((resolve, reject) => {
      gate.hold(() => void bearOn(cell, makeState, options, revival).then(resolve, reject))
    })
  }
  try {
    makeOn(cell, makeState, options)
  } catch (error) {
    return Promise.reject(miscarry(cell, error))
  }
  enter(cell, options, null)
  return startInstance(cell, options.timeout, [revival])
}

function makeOn(cell: Cell, makeState: () => State, { name }: SpawnOptions): void {
  demandOpen(cell)
  if (name !== undefined) takeName(cell, name)
  const state = makeState()
  cell.epoch = cell.live.epoch
  constructOn(cell, state)
}

/** Gives a place up: what waits for its instance is refused. */
export function abandonPlace(cell: Cell, detail: unknown): void {
  if (!isReserved(cell)) return
  cell.phase = 'idle'
  endAtOnce(cell, { type: 'stopped', detail })
}

function miscarry(cell: Cell, error: unknown): unknown {
  settleStack(error)
  cell.phase = 'idle'
  endAtOnce(cell, { type: 'crashed', method: 'revive', error })
  return isInstarError(error) ? error : startFailure(cell, 'its revival', error)
}
