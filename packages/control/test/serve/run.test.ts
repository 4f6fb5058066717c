// Upgrade scripts that come from outside.

import { expect, test } from 'vitest'
import { formatRelease } from '../../src/release/text.js'
import { loadConfirmed } from '../../src/serve/journal.js'
import { scriptRelease } from '../fixtures/releases.js'
import { catOf, catText, Served } from './served.js'

const upgradeStep = `{ type: 'upgrade', name: 'new cats', classes: [Cat] }`
const sayStep = `{ type: 'apply', name: 'tell', run: ({ say }) => say('half way') }`

function script(...steps: string[]): string {
  return formatRelease(scriptRelease([catText('1.1.0')], `{ name: 'cats', steps: [${steps.join(', ')}] }`))
}

test('a script is run, tells what it says, and the journal follows it', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [])
  const { lines } = await served.ask('run', { script: script(upgradeStep, sayStep) })
  expect(lines.at(-1)).toMatchObject({ result: { name: 'cats', outcome: 'done', defects: [] } })
  expect(lines.some((line) => line.type === 'progress' && line.progress.step === 'new cats')).toBe(true)
  expect(lines).toContainEqual({ type: 'event', event: { at: expect.any(String), type: 'said', line: 'half way' } })
  expect(await tom.getAge()).toBe('1.1.0')
  expect(served.server.journal).toMatchObject({
    running: [{ name: 'story', classes: [{ class: 'Cat', version: '1.1.0' }] }],
    confirmed: [],
  })
})

test('what a script confirms can be started with', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const answer = await served.result('run', { script: script(upgradeStep, `{ type: 'confirm', name: 'stay' }`) })
  expect(answer.outcome).toBe('done')
  expect(served.server.journal.confirmed).toMatchObject([{ name: 'story' }])
  expect(await loadConfirmed(served.path)).toHaveLength(1)
})

test('a script whose check fails takes everything back, and the journal with it', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [])
  const answer = await served.result('run', {
    script: script(upgradeStep, `{ type: 'check', name: 'no', run: () => 'never' }`),
  })
  expect(answer.outcome).toBe('rolledBack')
  expect(await tom.getAge()).toBe(4)
  expect(served.server.journal).toEqual({ running: [], confirmed: [] })
  expect((await served.result('history', {})).at(-1)).toMatchObject({
    command: 'run',
    outcome: 'rolledBack',
    problems: expect.arrayContaining([expect.stringContaining('never')]),
  })
})

test('a dry run changes nothing', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const answer = await served.result('run', { script: script(upgradeStep), dryRun: true })
  expect(answer.outcome).toBe('rehearsed')
  expect(served.system.describe('Cat').version).toBe('1.0.0')
  expect((await served.result('history', {}))[0]).toMatchObject({ subject: { dryRun: true } })
})

test.each(['undefined', 'null', '7', '{}', '{ name: "x", steps: [7] }'])(
  'what is no script (%s) is refused whole',
  async (text) => {
    await using served = await Served.start()
    const answer = await served.result('run', { script: formatRelease(scriptRelease([], text)) })
    expect(answer).toMatchObject({ outcome: 'refused', defects: expect.arrayContaining([expect.any(String)]) })
  },
)
