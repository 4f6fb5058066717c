// The commands that only look.

import { Actor, actor, coreVersion } from '@instar/core'
import { expect, test } from 'vitest'
import { formatRelease } from '../../src/release/text.js'
import { releaseOf } from '../fixtures/releases.js'
import { catOf, catText, Gate, Served } from './served.js'

test('status tells of the process and the system', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  expect(await served.result('status', {})).toMatchObject({
    protocol: 1,
    node: 'test',
    processId: process.pid,
    core: coreVersion,
    nodejs: process.versions.node,
    memory: { rss: expect.any(Number), heapUsed: expect.any(Number) },
    statistics: { instances: 1, births: 1 },
    journal: { running: [], confirmed: [] },
    underWay: null,
  })
})

test('classes are told with their generations', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(releaseOf([catText('1.1.0')])) })
  expect(await served.result('classes', {})).toMatchObject([
    {
      name: 'Cat',
      version: '1.1.0',
      older: ['1.0.0'],
      generations: [
        { version: '1.0.0', state: 'old' },
        { version: '1.1.0', state: 'current' },
      ],
    },
  ])
})

test('instances are told page by page', async () => {
  await using served = await Served.start()
  const Cat = catOf()
  for (let i = 0; i < 3; i++) await served.system.spawn(Cat, [])
  const first = await served.result('instances', { class: 'Cat', limit: 2 })
  expect(first).toMatchObject({ class: 'Cat', total: 3, instances: [{ attributes: { age: '4' } }, {}] })
  const second = await served.result('instances', { class: 'Cat', after: first.next! })
  expect([second.instances.length, second.next]).toEqual([1, null])
  expect(await served.error('instances', { class: 'Dog' })).toMatchObject({ status: 404, code: 'unknown-class' })
  expect(await served.error('instances', { class: 'Cat', after: 'x' })).toMatchObject({
    status: 400,
    code: 'bad-option',
  })
})

test('an instance is found by pid and by name, and what is no more is not', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [], { name: 'tom' })
  expect(await served.result('inspect', { which: 'tom' })).toMatchObject({ pid: tom.pid, class: 'Cat', name: 'tom' })
  expect(await served.result('inspect', { which: tom.pid })).toMatchObject({ name: 'tom' })
  await tom.stop()
  expect(await served.error('inspect', { which: 'tom' })).toMatchObject({ status: 404, code: 'no-instance' })
  expect(await served.error('inspect', { which: tom.pid })).toMatchObject({ status: 404, code: 'no-instance' })
})

test('who is in old code is told, of one class or of all', async () => {
  await using served = await Served.start()
  const slow = (version: string) =>
    formatRelease(releaseOf([catText(version, { statics: { nap: 'async (until) { await until }' } })]))
  served.system.register(catOf())
  await served.result('upgrade', { release: slow('1.1.0') })
  const gate = new Gate()
  const napping = served.system
    .static(catOf() as unknown as { nap(until: Promise<void>): Promise<void> } & ReturnType<typeof catOf>)
    .nap(gate.passed)
  await served.result('upgrade', { release: slow('1.2.0') })
  for (const input of [{}, { class: 'Cat' }])
    expect(await served.result('lingering', input)).toMatchObject([
      { class: 'Cat', version: '1.1.0', kind: 'static', method: 'nap' },
    ])
  expect(await served.error('lingering', { class: 'Dog' })).toMatchObject({ status: 404, code: 'unknown-class' })
  gate.open()
  await napping
  expect(await served.result('lingering', {})).toEqual([])
})

test('a release is planned without a trace', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  const release = releaseOf([catText('1.1.0'), { name: 'Dog', version: '1.0.0' }])
  const answer = await served.result('plan', { release: formatRelease(release) })
  expect(answer).toMatchObject({
    release: { name: 'zoo', hash: release.hash },
    plan: { order: ['Cat', 'Dog'], affected: [{ class: 'Cat', instances: 1 }], defects: [] },
    findings: [],
  })
  expect(served.system.classes.map(({ name }) => name)).toEqual(['Cat'])
})

test('a release is rehearsed on copies', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [])
  const migrations = [`migration('1.0.0', { up({ age }) { if (age === 4) throw new Error('four'); return {} } })`]
  const release = formatRelease(releaseOf([catText('1.1.0', { migrations })]))
  const answer = await served.result('rehearse', { release, sample: 5 })
  expect(answer.rehearsal).toMatchObject({ outcome: 'failed', findings: [{ kind: 'throws', class: 'Cat' }], states: 1 })
  expect(answer.text).toContain('four')
  expect(await tom.getAge()).toBe(4)
})

test('history is told as far back as asked', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  for (let i = 0; i < 3; i++) await served.result('purge', { class: 'Cat' })
  expect((await served.result('history', { limit: 2 })).map(({ serial }) => serial)).toEqual([5, 6])
  expect(await served.result('history', {})).toHaveLength(6)
})

test('what is asked of a system that is being stopped is refused', async () => {
  await using served = await Served.start()
  const gate = new Gate()
  @actor({ name: 'Napper', version: '1.0.0' })
  class Napper extends Actor {
    async destruct(): Promise<void> {
      await gate.passed
    }
  }
  await served.system.spawn(Napper, [])
  const stopping = served.system.stop()
  expect(await served.error('confirm', {})).toMatchObject({ code: 'system-stopped' })
  gate.open()
  await stopping
})
