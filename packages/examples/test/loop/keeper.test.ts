import { expect, test } from 'vitest'
import { Keeper, versions } from '../../src/loop/keeper.js'
import { Paper } from '../../src/loop/paper.js'

/** A parrot with paper before it, and what has been printed. */
async function keepParrot() {
  const printed: string[] = []
  const paper = new Paper((line) => printed.push(line.trim()))
  const prompted = paper.prompted()
  const keeper = await Keeper.open(paper)
  await prompted
  return { keeper, paper, printed }
}

/** Changes the version of a parrot that waits, and waits until the new one does. */
async function become(version: number, keeper: Keeper, paper: Paper) {
  const prompted = paper.prompted()
  const report = await keeper.become(version)
  if (report.outcome === 'committed') await prompted
  return report
}

test.each(versions.flatMap((from) => versions.filter((to) => to !== from).map((to) => ({ from, to }))))(
  'from version $from it becomes version $to while it waits, and goes on counting',
  async ({ from, to }) => {
    const { keeper, paper, printed } = await keepParrot()
    await using _ = keeper
    await become(from, keeper, paper)
    await paper.type('one')
    expect(await become(to, keeper, paper)).toMatchObject({ outcome: 'committed', lingering: [], stragglers: [] })
    expect(keeper.purge().outcome).toBe('purged')
    expect(keeper.version).toBe(`${to}.0.0`)
    await paper.type('two')
    expect(printed.at(-1)).toContain('(line 2)')
    expect(paper).toMatchObject({ typed: 2, answered: 2, lost: 0 })
  },
)

test('lines that come before, while and after its version changes are answered once each, in order', async () => {
  const { keeper, paper } = await keepParrot()
  await using _ = keeper
  paper.isShown = false
  let said = 0
  for (const version of [2, 3, 4, 1, 3, 2, 4]) {
    const changed = keeper.become(version)
    for (let turn = 0; turn < 40; turn++) {
      paper.send(`line ${(said += 1)}`)
      if (turn % 8 === 7) await new Promise((resolve) => setImmediate(resolve))
      else await null
    }
    expect((await changed).outcome).toBe('committed')
  }
  await paper.caughtUp()
  expect(paper).toMatchObject({ typed: said, answered: said, lost: 0 })
})

test('a parrot that is never without a line is upgraded all the same', async () => {
  const printed: string[] = []
  let isEndless = true
  const paper: Paper = new Paper((line) => {
    printed.push(line)
    // The next line is there before this one is answered.
    if (isEndless) paper.send('and on')
  })
  await using keeper = await Keeper.open(paper)
  paper.send('and on', 'and on')
  for (const version of [2, 3, 4]) {
    expect(await keeper.become(version)).toMatchObject({ outcome: 'committed', stragglers: [] })
    expect(paper.lines.isEmpty).toBe(false)
  }
  isEndless = false
  await paper.caughtUp()
  expect(paper.lost).toBe(0)
  expect(printed.at(-1)).toBe(`  "and on", you say. (line ${paper.typed})`)
})

test('an error in its loop is answered too, and harms neither the loop nor the next upgrade', async () => {
  const { keeper, paper, printed } = await keepParrot()
  await using _ = keeper
  await become(3, keeper, paper)
  await paper.type('  ')
  expect(printed.at(-1)).toBe('Awk! Not a word. (line 1)')
  await paper.type('a longer word')
  expect(printed.at(-1)).toBe('longer! (line 2)')
  expect((await become(4, keeper, paper)).outcome).toBe('committed')
  await paper.type('')
  expect(printed.at(-1)).toBe('Silence is golden. (line 3)')
})

test('at the end of the lines its loop returns, and it ends', async () => {
  const { keeper, paper, printed } = await keepParrot()
  await using _ = keeper
  await become(2, keeper, paper)
  paper.send('one', 'two')
  paper.lines.end()
  expect(await keeper.ended).toEqual({ type: 'stopped' })
  expect(paper.lost).toBe(0)
  expect(printed.at(-1)).toBe('Polly holds her breath.')
})

test('paper counts what is lost: answers that do not come, and those with a wrong number', () => {
  const paper = new Paper(() => {})
  paper.send('one', 'two', 'three')
  paper.print('an answer (line 1)')
  paper.print('a remark')
  paper.print('an answer (line 3)')
  expect(paper).toMatchObject({ typed: 3, answered: 1, lost: 2 })
})
