// The story: a base class is upgraded under the busy instances of its subclasses; a static call of the old code is waited
// for; and what a later upgrade drops comes back. `say` gets it line by line.

import { ActorSystem, isInstarError, type UpgradeReport } from '@instar/core'
import { Creature } from './creature.js'
import { Creature2 } from './v2.js'
import { Creature2_1 } from './v2_1.js'
import { Zoo } from './zoo.js'

type Say = (line: string) => void

const yearsOfAct = 20

/** Tells the story, as it happens. */
export async function tellStory(say: Say): Promise<void> {
  await using system = await ActorSystem.start()
  const zoo = new Zoo(system)
  await zoo.fill(150, 100, 50)
  say(`${zoo.size} creatures live: 150 cats, 100 platypuses and 50 other mammals.`)
  say(`  ${await zoo.platypuses[0]!.describe()}`)
  await zoo.live(yearsOfAct)
  const study = await upgradeTheBase(zoo, say)
  await waitForStatics(system, study, say)
  await dropAndReturn(zoo, say)
}

/** A study that is not published yet, and what a static call that waits for it will say. */
interface Study {
  readonly publish: (ages: readonly number[]) => void
  readonly verdict: Promise<string>
}

function beginStudy(): Study {
  let publish!: Study['publish']
  const ages = new Promise<readonly number[]>((resolve) => (publish = resolve))
  return { publish, verdict: Creature.lifeExpectancy(ages) }
}

async function upgradeTheBase(zoo: Zoo, say: Say): Promise<Study> {
  say('While all of them age and eat, their base class learns to count in months:')
  const study = beginStudy()
  sayReport(await zoo.liveThrough(yearsOfAct, Creature2), say)
  say(
    `  ${await zoo.countRightAges()} of ${zoo.size} have the age that they should have, no birthday lost or had twice`,
  )
  say(`  ${await zoo.countRightParties()} of ${zoo.cats.length} cats have had a party for each, by the code of Cat`)
  return study
}

async function waitForStatics(system: ActorSystem, study: Study, say: Say): Promise<void> {
  say('A static call that began before the upgrade is still in the old code:')
  for (const { class: name, version, kind, method } of system.lingering(Creature))
    say(`  lingering: ${kind} ${name}.${method} in ${version}`)
  say(`  soft purge: ${system.purge(Creature).outcome}`)
  say(`  one that begins now says: ${await Creature.lifeExpectancy(Promise.resolve([15, 25]))}`)
  study.publish([15, 25])
  say(`  the one that waited says: ${await study.verdict}`)
  const { outcome, versions } = system.purge(Creature)
  say(`  soft purge: ${outcome} ${versions.join(', ')}`)
}

async function dropAndReturn(zoo: Zoo, say: Say): Promise<void> {
  const { system, size } = zoo
  const before = await zoo.getMeals()
  const total = before.reduce((sum, meals) => sum + meals, 0)
  say(`The next version drops an attribute, the meals that each of them has eaten (${total} in all):`)
  sayReport(await system.upgrade(Creature2_1), say)
  say(`  getMeals: ${await zoo.getMeals().catch(codeOf)}`)
  await zoo.live(yearsOfAct)
  say(`  ${await zoo.countRightAges()} of ${size} go on to have their birthdays`)
  say('The downgrade gives back what was dropped:')
  sayReport(await system.upgrade(Creature2), say)
  const after = await zoo.getMeals()
  say(`  ${after.filter((meals, i) => meals === before[i]).length} of ${size} remember their meals again`)
  say(`  ${await zoo.countRightAges()} of ${size} have the age that they should have`)
}

function codeOf(error: unknown): string {
  return isInstarError(error) ? error.code : String(error)
}

function sayReport({ classes, migrated, pauseMs }: UpgradeReport, say: Say): void {
  for (const { class: name, from, to } of classes)
    say(`  ${name} ${from} -> ${to}: ${migrated} instances migrated, pause ${pauseMs.toFixed(1)} ms`)
}
