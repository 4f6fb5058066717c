// What every scheduler promises. The order of tasks among each other is not part of it.

import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { AsyncLocalStorage } from 'node:async_hooks'
import { stat } from 'node:fs'
import type { Scheduler } from '../base/scheduler.js'
import type { ContractCase, ContractSuite } from './contract.js'
import { settle } from './settle.js'

type Way = 'soon' | 'later'
type Body = (scheduler: Scheduler) => Promise<void>

const ways: readonly Way[] = ['soon', 'later']
/** Turns after which I/O that is not served counts as starved. */
const patience = 1_000_000

/** The contract of schedulers. */
export function schedulerContract(makeScheduler: () => Scheduler): ContractSuite {
  const onStage = (title: string, body: Body): ContractCase => ({ title, run: () => body(makeScheduler()) })
  return {
    name: 'a scheduler',
    cases: [
      onStage('nothing runs on the stack of who asks', runsOffStack),
      onStage('each task runs once, also when a task has asked for it', runsEachOnce),
      onStage('what is soon runs before the event loop goes on', staysInTurn),
      onStage('what is later runs after what is soon', leavesTurn),
      onStage('what is later lets I/O and timers go first', letsOthersGoFirst),
      onStage('a task runs in the asynchronous context of who has asked for it', keepsContext),
    ],
  }
}

async function runsOffStack(scheduler: Scheduler): Promise<void> {
  let run = 0
  for (const way of ways) scheduler[way](() => (run += 1))
  strictEqual(run, 0, 'it runs at once')
  await settle()
  strictEqual(run, 2, 'it never runs')
}

async function runsEachOnce(scheduler: Scheduler): Promise<void> {
  const runs = new Map<string, number>()
  const count = (name: string): unknown => runs.set(name, (runs.get(name) ?? 0) + 1)
  for (const way of ways) {
    for (let i = 0; i < 10; i++) {
      scheduler[way](() => {
        count(`${way} ${i}`)
        for (const next of ways) scheduler[next](() => count(`${next} from ${way} ${i}`))
      })
    }
  }
  await settle(10)
  strictEqual(runs.size, 60, `of 60 tasks ${runs.size} run`)
  for (const [name, times] of runs) strictEqual(times, 1, `${name} runs ${times} times`)
}

async function staysInTurn(scheduler: Scheduler): Promise<void> {
  const order: string[] = []
  setImmediate(() => order.push('event loop'))
  scheduler.soon(() => {
    order.push('soon')
    scheduler.soon(() => order.push('soon from soon'))
  })
  await settle()
  deepStrictEqual(order, ['soon', 'soon from soon', 'event loop'])
}

async function leavesTurn(scheduler: Scheduler): Promise<void> {
  const order: string[] = []
  for (let i = 0; i < 5; i++) {
    scheduler.later(() => order.push('later'))
    scheduler.soon(() => scheduler.soon(() => order.push('soon')))
  }
  await settle()
  deepStrictEqual(order, [...Array<string>(5).fill('soon'), ...Array<string>(5).fill('later')])
}

async function letsOthersGoFirst(scheduler: Scheduler): Promise<void> {
  const served = new Set<string>()
  let turns = 0
  await new Promise<void>((resolve) => {
    const serve = (what: string) => (): void => {
      if (served.add(what).size === 2) resolve()
    }
    const again = (): void => {
      if (served.size === 2) return
      if ((turns += 1) < patience) scheduler.later(again)
      else resolve()
    }
    stat('/', serve('I/O'))
    setTimeout(serve('timers'), 1)
    again()
  })
  ok(served.size === 2, `after ${turns} turns ${[...served].join(' and ') || 'nothing'} has been served`)
}

async function keepsContext(scheduler: Scheduler): Promise<void> {
  const context = new AsyncLocalStorage<string>()
  const seen: string[] = []
  for (const way of ways) {
    for (const name of ['a', 'b', 'c', undefined]) {
      const ask = (): void => scheduler[way](() => seen.push(`${way} ${name} in ${context.getStore()}`))
      if (name === undefined) context.exit(ask)
      else context.run(name, ask)
    }
  }
  await settle()
  const names = ['a', 'b', 'c', undefined]
  const expected = ways.flatMap((way) => names.map((name) => `${way} ${name} in ${name}`))
  deepStrictEqual(seen.toSorted(), expected.toSorted())
}
