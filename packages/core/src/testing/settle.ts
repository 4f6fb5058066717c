// Rest: waiting until nothing goes on by itself any more. What counts is turns of the event loop, never time.

import { AssertionError } from 'node:assert'

/** Turns that must pass without work: what was put off by hand to a later turn has a chance to begin. */
const calmTurns = 3
/** No code under test needs so many; only what sends to itself without end does. */
const patience = 5000

/** Lets microtasks, and what they put off to the next turns of the event loop, run out. */
export async function settle(turns = calmTurns): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn()
}

/** Waits until nothing has been at work for some turns; fails when that takes for ever. `atWork` says who is. */
export async function rest(atWork: () => readonly string[]): Promise<void> {
  for (let calm = 0, turn = 0; calm < calmTurns; turn++) {
    if (turn === patience) throw new AssertionError({ message: `No rest after ${patience} turns: ${list(atWork())}.` })
    await nextTurn()
    calm = atWork().length === 0 ? calm + 1 : 0
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return names.length === 1 ? `${shown} goes on without end` : `${shown}${more} go on without end`
}
