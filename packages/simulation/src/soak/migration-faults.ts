// Faults of the new code: migrations that throw, that give an invalid state, or take their time; code that will not be loaded;
// code that changed without its version.

import { between, otherEditions, shuffled } from './chance.js'
import { classNames, type Edition, type Release } from './editions.js'
import { fault, type Scenario, type Scene } from './scenario.js'
import { injected, type Trouble } from './trouble.js'

/** Classes whose instances are there all the time, so that a k-th one is. */
const lasting = ['Account', 'Room', 'Pulse', 'Crew']

/** Faults happen on the way up: a class that stands at its last edition is brought to the first one before. */
async function nextEdition({ operator }: Scene, name: string): Promise<Edition> {
  const { editions } = operator.server
  if (editions.of(name) === 3) await operator.upgrade(editions.load({ editions: { [name]: 1 } }), 'committed')
  return (editions.of(name) + 1) as Edition
}

/** A set of classes, one of which makes trouble. */
async function troubled(scene: Scene, name: string, trouble: Trouble): Promise<Release> {
  const { editions } = scene.operator.server
  const candidates = classNames.filter((other) => other !== name)
  const others = shuffled(candidates, scene.random).slice(0, between(scene.random, 0, 3))
  const next = await nextEdition(scene, name)
  return editions.load({ editions: { ...otherEditions(editions, others, scene.random), [name]: next }, trouble })
}

function anyPlace({ operator, random }: Scene, name: string): number {
  return between(random, 1, operator.server.system.countInstances(name, { direct: true }))
}

async function throwInMigration(scene: Scene): Promise<void> {
  const name = shuffled(lasting, scene.random)[0]!
  const trouble = { type: 'throw', class: name, at: anyPlace(scene, name) } as const
  const { failures } = await scene.operator.upgrade(await troubled(scene, name, trouble), 'rolledBack')
  scene.operator.expect(
    failures[0]?.class === name && failures[0].message.includes(injected),
    `the failed migration of ${name} was told as ${failures.map(({ message }) => message).join()}`,
  )
}

async function spoilState(scene: Scene): Promise<void> {
  const trouble = { type: 'spoil', class: 'Account', at: anyPlace(scene, 'Account') } as const
  const { failures } = await scene.operator.upgrade(await troubled(scene, 'Account', trouble), 'rolledBack')
  scene.operator.expect(failures[0]?.class === 'Account', 'the invalid state was not told')
}

async function takeTime(scene: Scene): Promise<void> {
  const trouble = { type: 'slow', class: 'Account', ms: 0.1 } as const
  await scene.operator.upgrade(await troubled(scene, 'Account', trouble), 'committed')
}

async function throwInLoadHook(scene: Scene): Promise<void> {
  const name = shuffled(classNames, scene.random)[0]!
  const release = await troubled(scene, name, { type: 'load', class: name })
  const { defects } = await scene.operator.upgrade(release, 'refused')
  scene.operator.expect(
    defects.length === 1 && defects[0]!.includes(injected),
    `the load hook of ${name} was told as ${defects.join()}`,
  )
}

async function forgetVersion({ operator, random }: Scene): Promise<void> {
  const { editions } = operator.server
  const name = shuffled(classNames, random)[0]!
  const release = editions.load({ editions: { [name]: editions.of(name) }, disguised: true })
  const { defects } = await operator.upgrade(release, 'refused')
  operator.expect(
    defects.some((defect) => defect.includes('its code has changed')),
    `code that changed under its version was told as ${defects.join()}`,
  )
}

export const migrationFaults: readonly Scenario[] = [
  fault('a migration throws', throwInMigration),
  fault('a migration gives an invalid state', spoilState),
  fault('a slow migration', takeTime),
  fault('a load hook throws', throwInLoadHook),
  fault('code that changed under its version', forgetVersion),
]
