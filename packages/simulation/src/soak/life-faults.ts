// Faults of what happens meanwhile: crashes, births and deaths in numbers, callers who give up, a second upgrade.

import { between } from './chance.js'
import { outcomeOf } from './lingering-faults.js'
import { pause } from './pause.js'
import { names } from './protocol.js'
import { changed, fault, type Scenario, type Scene } from './scenario.js'
import type { AnyRef } from './server.js'
import { injected } from './trouble.js'

/** How long one waits for what has to happen; nothing is said about how long it takes. */
const patienceMs = 60_000

async function crashWorkers(scene: Scene): Promise<void> {
  const { operator, random } = scene
  const { server } = operator
  const running = operator.upgrade(changed(scene, ['Worker', 'Crew']), 'committed')
  const count = between(random, 1, server.scale.workers)
  for (let i = 0; i < count; i++) {
    if (server.system.whereis(names.worker(i)) !== undefined) server.at(names.worker(i))['crash']!()
  }
  await running
  const end = performance.now() + patienceMs
  // They crash when they come to it, and are born again a little later.
  do await pause(5)
  while (performance.now() < end && !areAllAtWork(scene))
  operator.expect(areAllAtWork(scene), 'not all workers were born again')
}

function areAllAtWork({ operator: { server } }: Scene): boolean {
  const all = Array.from({ length: server.scale.workers }, (_, i) => server.system.whereis(names.worker(i)))
  return all.every((each) => each !== undefined)
}

async function storm(scene: Scene): Promise<void> {
  const { operator, random } = scene
  const { server } = operator
  const before = server.system.countInstances('Account')
  const running = operator.upgrade(changed(scene, ['Account']), 'committed')
  const lives: Promise<number>[] = []
  for (let wave = 0; wave < 10; wave++) {
    for (let i = 0; i < 20; i++) lives.push(liveShortly(server.bear('Account'), random.next() < 0.5))
    await pause(0)
  }
  const sums = await Promise.all(lives)
  await running
  operator.expect(
    sums.every((sum) => sum === 7),
    'who was born in the storm has another sum than was paid',
  )
  const after = server.system.countInstances('Account')
  operator.expect(after === before, `there were ${before} accounts before the storm and ${after} after it`)
}

async function liveShortly(birth: Promise<AnyRef>, isKilled: boolean): Promise<number> {
  const account = await birth
  const sum = (await account['deposit']!(7)) as number
  await (isKilled ? account.kill(injected) : account.stop())
  return sum
}

async function giveUp(scene: Scene): Promise<void> {
  const { operator } = scene
  const account = await operator.server.bear('Account')
  const aborter = new AbortController()
  const running = operator.upgrade(changed(scene, ['Account']), 'committed')
  const asks = Array.from({ length: 20 }, (_, i) => {
    const impatient = account.with(i % 2 === 0 ? { timeout: 1 + i } : { signal: aborter.signal })
    return outcomeOf(impatient['slow']!(1, i % 4) as Promise<unknown>)
  })
  await pause(2)
  aborter.abort()
  const outcomes = await Promise.all(asks)
  await running
  const done = (await account['deposit']!(0)) as number
  const answered = outcomes.filter((outcome) => outcome === 'answered').length
  const odd = outcomes.filter((outcome) => !['answered', 'timeout', 'aborted'].includes(outcome))
  operator.expect(odd.length === 0, `callers who give up were told ${odd.join()}`)
  operator.expect(done >= answered && done <= asks.length, `${answered} were answered, ${done} done, of ${asks.length}`)
  await account.stop()
}

async function overtake(scene: Scene): Promise<void> {
  const { operator } = scene
  const first = operator.upgrade(changed(scene, ['Account', 'Line']), 'committed')
  await operator.upgrade(changed(scene, ['Room']), 'refused', { failFast: true })
  await first
  await operator.upgrade(changed(scene, ['Account']), 'committed')
}

export const lifeFaults: readonly Scenario[] = [
  fault('workers crash', crashWorkers),
  fault('births and deaths storm', storm),
  fault('callers give up', giveUp),
  fault('a second upgrade meanwhile', overtake),
]
