// The story: somebody types lines for a parrot, and changes its version while it waits for the next one. `say` gets it line by
// line.

import type { UpgradeReport } from '@instar/core'
import type { Memorable } from './memory.js'
import { Keeper } from './keeper.js'
import { Paper } from './paper.js'

export interface Outcome {
  readonly typed: number
  readonly lost: number
  /** The versions that were loaded, in that order. */
  readonly versions: readonly Memorable[]
}

const burst = 1000

/** Tells the story, as it happens. */
export async function tellStory(say: (line: string) => void): Promise<Outcome> {
  const paper = new Paper(say)
  const prompted = paper.prompted()
  await using keeper = await Keeper.open(paper)
  await prompted
  say(`A Parrot ${keeper.version} lives in a loop of its own: it waits for a line, answers, and waits again:`)
  await paper.type('pieces of eight')
  await paper.type('land ho')

  say('While it waits, its class is upgraded. The loop that waits ends, and that of the new class begins:')
  await change(2, keeper, paper, say)
  await paper.type('still there?')

  say('Again. This loop has a `try` around it, whose `finally` runs; and an attribute gets another name:')
  await change(3, keeper, paper, say)
  await paper.type('a parrot in the rigging')

  say('An empty line is an error, which this version catches in its loop. Then it waits and is upgraded as before:')
  await paper.type('')
  await change(4, keeper, paper, say)
  await paper.type('')

  say(`Now nobody waits: ${burst} lines come with each change of version, half of them before it is asked for:`)
  paper.isShown = false
  for (const version of [3, 1, 2, 4]) say(`  ${await changeInHaste(version, keeper, paper)}`)
  paper.isShown = true
  await paper.type('and now?')

  const outcome = { typed: paper.typed, lost: paper.lost, versions: await keeper.classes.inspect() }
  paper.lines.end()
  const { type } = await keeper.ended
  say(`No line comes any more, so the loop returns, and the instance has ended (${type}):`)
  say(`  ${outcome.typed} lines, ${outcome.lost} lost`)
  say(
    `  ${countGone(outcome.versions)} of the ${outcome.versions.length} classes that were loaded are gone from memory`,
  )
  return outcome
}

/** Types the command for a version while the parrot waits; tells what comes of it, and whether the old code is gone. */
async function change(version: number, keeper: Keeper, paper: Paper, say: (line: string) => void): Promise<void> {
  paper.show(`:${version}`)
  const prompted = paper.prompted()
  say(`  ${describe(await keeper.become(version))}`)
  await prompted
  const { outcome, versions: old } = keeper.purge()
  const isGone = (await keeper.classes.inspect()).at(-2)!.isGone
  say(`  Parrot ${old.join(', ')}: ${outcome}, ${isGone ? 'gone from memory' : 'still in memory'}`)
}

/** Changes the version in the midst of lines that come all at once. */
async function changeInHaste(version: number, keeper: Keeper, paper: Paper): Promise<string> {
  const half = Array.from({ length: burst / 2 }, () => 'hurry up')
  paper.send(...half)
  const upgrade = keeper.become(version)
  paper.send(...half)
  const line = describe(await upgrade)
  await paper.caughtUp()
  keeper.purge()
  return line
}

function describe({ classes, outcome, lingering, pauseMs }: UpgradeReport): string {
  const ways = classes.map(({ class: name, from, to }) => `${name} ${from} -> ${to}`)
  const who = lingering.length === 0 ? 'nobody' : `${lingering.length} calls`
  return `${ways.join(', ')}: ${outcome}, ${who} left in old code, pause ${pauseMs.toFixed(1)} ms`
}

function countGone(classes: readonly Memorable[]): number {
  return classes.filter(({ isGone }) => isGone).length
}
