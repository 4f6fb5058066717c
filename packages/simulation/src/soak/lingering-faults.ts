// Faults of those who stay too long: methods that do not end before the deadline, static calls that linger in old code.

import { isInstarError, type Pid } from '@instar/core'
import { between } from './chance.js'
import { pause } from './pause.js'
import { changed, fault, type Scenario, type Scene } from './scenario.js'
import type { AnyClass, AnyRef, Sends } from './server.js'

const deadlineMs = 150

/** How a call has ended: `answered`, or the code of its failure. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'answered'
  } catch (error) {
    return isInstarError(error) ? error.code : String(error)
  }
}

/** Instances whose method has begun, and does not end before it is let go. */
interface HeldUp {
  readonly pids: readonly Pid[]
  readonly held: readonly AnyRef[]
  /** Lets them go and stops them; gives how their calls have ended. */
  end(): Promise<readonly string[]>
}

async function holdUp({ operator, random }: Scene): Promise<HeldUp> {
  let release!: () => void
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  const births = Array.from({ length: between(random, 1, 3) }, () => operator.server.bear('Straggler'))
  const held = await Promise.all(births)
  const calls = held.map((each) => outcomeOf(each['hold']!(until) as Promise<void>))
  // Their methods begin in this turn.
  await pause(0)
  const end = async (): Promise<string[]> => {
    release()
    const outcomes = await Promise.all(calls)
    await Promise.all(held.map((each) => each.stop()))
    return outcomes
  }
  return { pids: held.map(({ pid }) => pid), held, end }
}

async function refuseAtDeadline(scene: Scene): Promise<void> {
  const { operator } = scene
  const { pids, end } = await holdUp(scene)
  const release = changed(scene, ['Straggler', 'Account'])
  const { stragglers } = await operator.upgrade(release, 'refused', { deadline: deadlineMs })
  const told = stragglers.map(({ pid }) => pid)
  const areAllTold = pids.every((pid) => told.includes(pid))
  operator.expect(areAllTold, `${pids.join()} held it up, and ${told.join()} were told`)
  const outcomes = await end()
  const haveGoneOn = outcomes.every((outcome) => outcome === 'answered')
  operator.expect(haveGoneOn, `methods that were waited for ended as ${outcomes.join()}`)
}

async function killAtDeadline(scene: Scene): Promise<void> {
  const { operator } = scene
  const { pids, held, end } = await holdUp(scene)
  const options = { deadline: deadlineMs, onDeadline: 'kill' } as const
  const { killed } = await operator.upgrade(changed(scene, ['Straggler']), 'committed', options)
  const areThese = pids.toSorted().join() === killed.toSorted().join()
  operator.expect(areThese, `${pids.join()} held it up, and ${killed.join()} were killed`)
  const reasons = (await Promise.all(held.map(({ exited }) => exited))).map(({ type }) => type)
  operator.expect(new Set(reasons).size === 1 && reasons[0] === 'upgrade', `stragglers ended by ${reasons.join()}`)
  const { outcome } = operator.server.system.purge('Straggler')
  operator.expect(outcome === 'refused', `who was killed in a method does not linger: the soft purge was ${outcome}`)
  await end()
}

async function lingerInStatic(scene: Scene): Promise<void> {
  const { operator } = scene
  const { system, editions } = operator.server
  const release = changed(scene, ['Desk'])
  await operator.upgrade(release, 'committed')
  const desk = system.static(release.classes.find(({ name }) => name === 'Desk') as AnyClass)
  const call = outcomeOf((desk as unknown as Sends)['linger']!(new Promise(() => {})) as Promise<unknown>)
  await operator.upgrade(editions.load({ editions: { Desk: editions.of('Desk') } }), 'committed')
  const soft = system.purge('Desk')
  operator.expect(soft.outcome === 'refused', `a static call lingers, and a soft purge was ${soft.outcome}`)
  const hard = system.purge('Desk', 'hard')
  operator.expect(hard.outcome === 'purged', `a hard purge was ${hard.outcome}`)
  operator.expect((await call) === 'purged', `a call that was purged ended as ${await call}`)
}

export const lingeringFaults: readonly Scenario[] = [
  fault('a method does not end: refused', refuseAtDeadline),
  fault('a method does not end: killed', killAtDeadline),
  fault('a static call lingers', lingerInStatic),
]
