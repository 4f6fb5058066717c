// Scenarios in which nothing goes wrong: steps up and down, of few classes and of all, atomic and lazy, with and without
// migrations, and the way back.

import { between, shuffled } from './chance.js'
import { classNames } from './editions.js'
import { pause } from './pause.js'
import { changed, plain, type Scenario, type Scene } from './scenario.js'

type Strategy = 'atomic' | 'lazy'

/** Some classes by chance. */
function some({ random }: Scene, most: number): readonly string[] {
  return shuffled(classNames, random).slice(0, between(random, 1, most))
}

async function step(scene: Scene, names: readonly string[], strategy: Strategy = 'atomic'): Promise<void> {
  await scene.operator.upgrade(changed(scene, names), 'committed', { strategy })
}

async function stepAndBack(scene: Scene, strategy: Strategy): Promise<void> {
  const before = scene.operator.server.editions.running
  await step(scene, some(scene, 5), strategy)
  await pause(between(scene.random, 0, 100))
  await scene.operator.rollback(before)
}

async function codeOnly(scene: Scene): Promise<void> {
  const { editions } = scene.operator.server
  const same = Object.fromEntries(some(scene, 5).map((name) => [name, editions.of(name)] as const))
  await scene.operator.upgrade(editions.load({ editions: same }), 'committed')
}

export const upgrades: readonly Scenario[] = [
  plain('some classes', (scene) => step(scene, some(scene, 4))),
  plain('some classes, lazily', (scene) => step(scene, some(scene, 4), 'lazy')),
  plain('all classes', (scene) => step(scene, classNames)),
  plain('all classes, lazily', (scene) => step(scene, classNames, 'lazy')),
  plain('a base class under its heir', (scene) => step(scene, ['Connection'])),
  plain('a trait under who has it', (scene) => step(scene, ['Counted'])),
  plain('a supervisor and its workers', (scene) => step(scene, ['Crew', 'Worker'])),
  plain('a main loop with its timers', (scene) => step(scene, ['Pulse'])),
  plain('code only', codeOnly),
  plain('a step and a rollback', (scene) => stepAndBack(scene, 'atomic')),
  plain('a lazy step and a rollback', (scene) => stepAndBack(scene, 'lazy')),
]
