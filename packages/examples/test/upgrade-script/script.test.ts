import { Actor, actor, ActorSystem, attribute, drop, migration, request } from '@instar/core'
import { expect, test } from 'vitest'
import { type CarefulUpgrade, upgradeWithCare } from '../../src/upgrade-script/script.js'

function makeCounter() {
  @actor({ version: '1.0.0' })
  class Counter extends Actor {
    @attribute() count = 3
    @request() getCount() {
      return this.count
    }
  }
  return Counter
}

function makeNext(initial: () => number) {
  @actor({ version: '2.0.0', migrations: [migration('1.0.0', drop('count'))] })
  class Counter extends Actor {
    @attribute({ initial }) total!: number
    @request() getCount() {
      return this.total
    }
  }
  return Counter
}

/** Upgrades one counter by the script; `isRight` is what its check says. */
async function run(initial: () => number, isRight: boolean, options: Partial<CarefulUpgrade> = {}) {
  const system = await ActorSystem.start()
  const counter = await system.spawn(makeCounter())
  const lines: string[] = []
  const seen: number[] = []
  const check = async (): Promise<boolean> => {
    seen.push(await counter.getCount())
    return isRight
  }
  const say = (line: string): void => void lines.push(line)
  const verdict = await upgradeWithCare({ system, to: makeNext(initial), extra: 1, check, say, ...options })
  const { version } = system.describe('Counter')
  const count = await counter.getCount()
  const { defects } = await system.rollback()
  await system.stop()
  return { verdict, version, count, seen, defects, text: lines.join('\n') }
}

test('an upgrade whose check holds is confirmed', async () => {
  const { verdict, version, count, seen, defects } = await run(() => 5, true)
  expect({ verdict, version, count, seen }).toEqual({ verdict: 'confirmed', version: '2.0.0', count: 5, seen: [5] })
  expect(defects[0]).toContain('has been confirmed')
})

test('one whose check does not hold is rolled back, with everything that it dropped', async () => {
  const { verdict, version, count, seen } = await run(() => 5, false)
  expect({ verdict, version, count, seen }).toEqual({ verdict: 'rolled back', version: '1.0.0', count: 3, seen: [5] })
})

test('one that does not get past its rehearsal is left alone, and says why', async () => {
  const failing = (): never => {
    throw new Error('nothing to begin with')
  }
  const { verdict, version, seen, defects, text } = await run(failing, true)
  expect({ verdict, version, seen }).toEqual({ verdict: 'left alone', version: '1.0.0', seen: [] })
  expect(defects[0]).toContain('no upgrade has been committed')
  expect(text).toContain('plan: Counter 1.0.0 -> 2.0.0; attributes added: total; dropped: count')
  expect(text).toContain('the initial value of total threw: nothing to begin with')
})

test('one that is refused after a good rehearsal is left alone as well', async () => {
  let isRehearsal = true
  const initial = (): number => {
    if (!isRehearsal) throw new Error('not now')
    isRehearsal = false
    return 1
  }
  const { verdict, version, seen, text } = await run(initial, true)
  expect({ verdict, version, seen }).toEqual({ verdict: 'left alone', version: '1.0.0', seen: [] })
  expect(text).toContain('Rolled back Counter 2.0.0')
})
