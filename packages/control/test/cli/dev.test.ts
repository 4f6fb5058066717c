// Upgrading on save, with real files that are watched. Nothing waits for time: the clock fires at the next turn, and tests
// go on when something has been written to the terminal.

import { Clock, type TimerHandle } from '@instar/core'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { laterCat, Zoo } from './zoo.js'

class ImpatientClock extends Clock {
  override now(): number {
    return 0
  }
  override setTimer(callback: () => void): TimerHandle {
    return { timer: setImmediate(callback) }
  }
  override clearTimer({ timer }: TimerHandle): void {
    clearImmediate(timer as NodeJS.Immediate)
  }
}

/** Saves as editors do: a new file in the place of the old one. */
async function save({ folder }: Zoo, name: string, text: string): Promise<void> {
  await rename(await folder.write(`.saving/${name}`, text), join(folder.path, name))
}

async function open(): Promise<Zoo> {
  const zoo = await Zoo.open()
  zoo.terminal.clock = new ImpatientClock()
  return zoo
}

test('every save upgrades, and says what was kept; a build error leaves everything running', async () => {
  await using zoo = await open()
  const { terminal, tom } = zoo
  await save(zoo, 'cat.ts', laterCat('2.0.0', 'Two:'))
  const done = terminal.run('dev cat.ts')
  await terminal.written('Cat 1.0.0 -> 2.0.0\n  kept 1 instance, 1 state migrated, pause ')
  expect(await tom.greet()).toBe('Two: Tom, with 0 mice')

  await save(zoo, 'cat.ts', 'export class Cat {\n  nonsense nonsense\n}\n')
  await terminal.written('cat.ts:2')
  expect(await tom.greet()).toBe('Two: Tom, with 0 mice')

  await save(zoo, 'cat.ts', laterCat('3.0.0', 'Three:'))
  await terminal.written('Cat 2.0.0 -> 3.0.0\n')
  expect(await tom.greet()).toBe('Three: Tom, with 0 mice')

  terminal.interruption.abort()
  expect((await done).code).toBe(0)
})

test('code that is saved without a new version is upgraded to by a patch, as often as it is saved', async () => {
  await using zoo = await open()
  const { terminal, tom } = zoo
  await save(zoo, 'cat.ts', laterCat('2.0.0', 'Two:'))
  const done = terminal.run('dev cat.ts')
  await terminal.written('Cat 1.0.0 -> 2.0.0')
  for (const [patch, word] of ['One', 'Two', 'Three'].entries()) {
    tom.hunt()
    await save(zoo, 'cat.ts', laterCat('2.0.0', `${word}:`))
    await terminal.written(`-> 2.0.${patch + 1}`)
    expect(await tom.greet()).toBe(`${word}: Tom, with ${patch + 1} mice`)
  }
  terminal.interruption.abort()
  await done
})

test('a module that is imported from another folder is watched too', async () => {
  await using zoo = await open()
  const { terminal, tom } = zoo
  await zoo.folder.write('words/greeting.ts', "export const greeting = 'One:'\n")
  const text = laterCat('2.0.0', '${greeting}')
  await zoo.folder.write('cats/cat.ts', `import { greeting } from '../words/greeting.js'\n${text}`)
  const done = terminal.run('dev cats')
  await terminal.written('Cat 1.0.0 -> 2.0.0')
  await save(zoo, 'words/greeting.ts', "export const greeting = 'Other:'\n")
  await terminal.written('Cat 2.0.0 -> 2.0.1')
  expect(await tom.greet()).toBe('Other: Tom, with 0 mice')
  terminal.interruption.abort()
  await done
})

test('with --json there is a document a line', async () => {
  await using zoo = await open()
  const { terminal } = zoo
  await save(zoo, 'cat.ts', 'export {')
  const done = terminal.run('dev cat.ts --json')
  await terminal.written('bad-build')
  await save(zoo, 'cat.ts', laterCat('2.0.0', 'Two:'))
  await terminal.written('committed')
  terminal.interruption.abort()
  const { out } = await done
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0].error.code).toBe('bad-build')
  expect(lines.at(-1).report.outcome).toBe('committed')
})
