// What becomes of an action whose log is on a full disk.

import { readdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AnswerLine } from '../../src/protocol/answers.js'
import { formatRelease } from '../../src/release/text.js'
import { makeApp } from '../../src/serve/app.js'
import { releaseOf } from '../fixtures/releases.js'
import { deskOf, SmallDisk } from './desks.js'
import { catOf, catText, Served } from './served.js'

/** An application whose log is on a disk that the test fills. */
async function onSmallDisk(served: Served) {
  const disk = new SmallDisk()
  const desk = await deskOf(served, disk)
  const app = makeApp(desk, 1_000_000)
  const ask = async (command: string, input: object): Promise<{ status: number; last: AnswerLine }> => {
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`http://x/v1/${command}`, { method: 'POST', headers, body: JSON.stringify(input) })
    const response = await app.fetch(request, { from: 'socket' })
    return {
      status: response.status,
      last: JSON.parse((await response.text()).trim().split('\n').at(-1)!) as AnswerLine,
    }
  }
  return { disk, desk, ask }
}

const release = formatRelease(releaseOf([catText('1.1.0')]))

test('a full disk refuses the command, and nothing is done', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { disk, desk, ask } = await onSmallDisk(served)
  disk.isFull = true
  for (const [command, input] of [
    ['upgrade', { release }],
    ['confirm', {}],
    ['upgrade', { release: 'x' }],
  ] as const)
    expect(await ask(command, input)).toMatchObject({
      status: 503,
      last: { type: 'error', error: { code: 'no-audit' } },
    })
  expect(served.system.describe('Cat').version).toBe('1.0.0')
  expect(desk.lane.underWay).toBeNull()
  expect((await ask('status', {})).status).toBe(200)

  disk.isFull = false
  expect(await ask('upgrade', { release })).toMatchObject({ last: { result: { report: { outcome: 'committed' } } } })
})

test('a disk that fills up meanwhile is told with what stands, and the outcome is written once there is room', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { disk, ask } = await onSmallDisk(served)
  const filling = served.system.events$.subscribe(() => (disk.isFull = true))
  expect(await ask('upgrade', { release })).toMatchObject({
    status: 200,
    last: { type: 'error', error: { code: 'not-recorded', message: expect.stringContaining('ENOSPC') } },
  })
  filling.unsubscribe()
  expect(served.system.describe('Cat').version).toBe('1.1.0')
  disk.isFull = false
  await ask('purge', { class: 'Cat' })
  const outcomes = disk.text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { outcome: string }).outcome)
  expect(outcomes).toEqual(['begun', 'committed', 'begun', 'purged'])
})

test('a journal that cannot be written is told with what stands, and the log says so', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { disk, ask } = await onSmallDisk(served)
  const removing = served.system.events$.subscribe(() =>
    rmSync(served.folder.at('x.control'), { recursive: true, force: true }),
  )
  expect(await ask('upgrade', { release })).toMatchObject({
    status: 200,
    last: {
      type: 'error',
      error: { code: 'not-recorded', message: expect.stringContaining('(committed), and stands') },
    },
  })
  removing.unsubscribe()
  expect(disk.text).toMatch(/"outcome":"committed".*"problems":\["upgrade was done/)
})

test('a deed that throws is a failure of ours: it is written down, and the next action is served', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { disk, desk, ask } = await onSmallDisk(served)
  Object.assign(desk.system, {
    confirm: () => {
      throw new Error('broken')
    },
  })
  expect(await ask('confirm', {})).toMatchObject({
    status: 200,
    last: { type: 'error', error: { code: 'internal', message: expect.stringContaining('broken') } },
  })
  expect(disk.text).toContain('"outcome":"failed"')
  expect((await ask('purge', { class: 'Cat' })).status).toBe(200)
})

test('an upgrade that throws keeps nothing of its release', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { desk, ask } = await onSmallDisk(served)
  Object.assign(desk.system, {
    upgrade: () => {
      throw new Error('broken')
    },
  })
  expect(await ask('upgrade', { release })).toMatchObject({ last: { type: 'error', error: { code: 'internal' } } })
  expect(readdirSync(served.folder.at('x.control', 'releases'))).toEqual([])
})

test('a query that throws is a failure of ours', async () => {
  await using served = await Served.start()
  const { desk, ask } = await onSmallDisk(served)
  Object.assign(desk.system, {
    statistics: () => {
      throw new Error('broken')
    },
  })
  expect(await ask('status', {})).toMatchObject({ status: 500, last: { type: 'error', error: { code: 'internal' } } })
})
