// What runs and what is confirmed, from the outside: over upgrades, rollbacks and restarts.

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { ActorSystem } from '@instar/core'
import { expect, test } from 'vitest'
import type { Journal } from '../../src/protocol/answers.js'
import { formatRelease, parseRelease } from '../../src/release/text.js'
import { loadConfirmed, readJournal } from '../../src/serve/journal.js'
import { serveControl } from '../../src/serve/serve.js'
import { releaseOf } from '../fixtures/releases.js'
import { catOf, catText, Served } from './served.js'

const first = releaseOf([catText('1.1.0'), { name: 'Dog', version: '1.0.0' }], { name: 'first' })
const second = releaseOf([catText('1.2.0')], { name: 'second' })

function names({ running, confirmed }: Journal): Record<string, string[]> {
  return { running: running.map(({ name }) => name), confirmed: confirmed.map(({ name }) => name) }
}

test('the journal follows upgrades, rollbacks and confirmations', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  expect(names(await served.result('current', {}))).toEqual({ running: [], confirmed: [] })

  await served.result('upgrade', { release: formatRelease(first) })
  expect(names(await served.result('current', {}))).toEqual({ running: ['first'], confirmed: [] })
  expect(await served.result('confirm', {})).toMatchObject({
    confirmed: true,
    journal: { confirmed: [{ name: 'first' }] },
  })

  await served.result('upgrade', { release: formatRelease(second) })
  expect(names(served.server.journal)).toEqual({ running: ['first', 'second'], confirmed: ['first'] })

  await served.result('rollback', {})
  expect(names(await readJournal(served.path))).toEqual({ running: ['first'], confirmed: ['first'] })
  expect(await served.result('confirm', {})).toMatchObject({ confirmed: false })
})

test('a release that only brings new classes can be confirmed', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', {
    release: formatRelease(releaseOf([{ name: 'Dog', version: '1.0.0' }], { name: 'dogs' })),
  })
  expect(await served.result('confirm', {})).toMatchObject({ confirmed: true })
  expect(names(await readJournal(served.path))).toEqual({ running: ['dogs'], confirmed: ['dogs'] })
  expect(await served.result('confirm', {})).toMatchObject({ confirmed: false })
})

test('a release goes when all of its classes have been replaced, and its file with it', async () => {
  await using served = await Served.start({}, { keepGenerations: 0 })
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(second) })
  await served.result('upgrade', { release: formatRelease(releaseOf([catText('1.3.0')], { name: 'third' })) })
  expect(names(served.server.journal)).toEqual({ running: ['third'], confirmed: [] })
  expect(await readdir(served.folder.at('x.control', 'releases'))).toHaveLength(1)
})

test('what the journal names is kept, as it came', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(second) })
  const [entry] = served.server.journal.running
  expect(entry).toMatchObject({ name: 'second', hash: second.hash, classes: [{ class: 'Cat', version: '1.2.0' }] })
  expect(parseRelease(await readFile(entry!.file), '')).toEqual(second)
})

test('a refused upgrade leaves nothing behind, even where it brings a version that runs', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(first) })
  const bad = releaseOf([catText('1.2.0', { attributes: {} }), { name: 'Dog', version: '1.0.0' }], { name: 'bad' })
  const { report } = await served.result('upgrade', { release: formatRelease(bad) })
  expect(report.outcome).toBe('refused')
  expect(names(served.server.journal)).toEqual({ running: ['first'], confirmed: [] })
  expect(await readdir(served.folder.at('x.control', 'releases'))).toEqual([`${first.hash}.release`])
})

test('after a restart, what was confirmed is reported and can be started with; what was not is gone', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { path } = served
  await served.result('upgrade', { release: formatRelease(first) })
  await served.result('confirm', {})
  await served.result('upgrade', { release: formatRelease(second) })
  await served.system.stop()
  await served.server.close()
  expect(names(await readJournal(path))).toEqual({ running: ['first', 'second'], confirmed: ['first'] })

  await using system = await ActorSystem.start()
  system.register(...(await loadConfirmed(path)))
  await using server = await serveControl(system, { path })
  expect(names(server.journal)).toEqual({ running: ['first'], confirmed: ['first'] })
  const tom = (await system.spawn('Cat', [])) as unknown as { getAge(): Promise<string> }
  expect(await tom.getAge()).toBe('1.1.0')
})

test('a process that starts with other classes is not said to run what was confirmed', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { path } = served
  await served.result('upgrade', { release: formatRelease(second) })
  await served.result('confirm', {})
  await served.system.stop()
  await served.server.close()

  await using system = await ActorSystem.start()
  system.register(catOf())
  await using server = await serveControl(system, { path })
  expect(names(server.journal)).toEqual({ running: [], confirmed: ['second'] })
})

test('an upgrade that was not confirmed ends with its process, even for one that starts with the same version', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  const { path } = served
  await served.result('upgrade', { release: formatRelease(second) })
  await served.system.stop()
  await served.server.close()

  await using system = await ActorSystem.start()
  system.register(catOf('1.2.0'))
  await using server = await serveControl(system, { path })
  expect(names(server.journal)).toEqual({ running: [], confirmed: [] })
})

test('of several confirmed releases the newest of each class is loaded', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(first) })
  await served.result('upgrade', { release: formatRelease(second) })
  await served.result('confirm', {})
  const classes = await loadConfirmed(served.path)
  await using system = await ActorSystem.start()
  system.register(...classes)
  expect(system.classes.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(['Cat 1.2.0', 'Dog 1.0.0'])
})

test('where nothing was ever confirmed there is nothing to load', async () => {
  await using served = await Served.start()
  expect(await loadConfirmed(served.path)).toEqual([])
  expect(await readJournal(served.folder.at('other.sock'))).toEqual({ running: [], confirmed: [] })
})

test('a confirmed release that was altered or is gone is refused by name', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  await served.result('upgrade', { release: formatRelease(first) })
  await served.result('upgrade', { release: formatRelease(second) })
  await served.result('confirm', {})
  const [one, two] = served.server.journal.confirmed
  await writeFile(one!.file, formatRelease(second))
  await writeFile(two!.file, 'nothing')
  await expect(loadConfirmed(served.path)).rejects.toMatchObject({
    code: 'bad-confirmed',
    facts: { defects: [expect.stringContaining('is not the release first'), expect.stringContaining(two!.file)] },
  })
})

test('a journal that cannot be read is an error, and is not overwritten', async () => {
  await using served = await Served.start()
  await served.server.close()
  const file = served.folder.at('x.control', 'journal.json')
  for (const text of [
    '{',
    '[]',
    '{"format":2}',
    '{"format":1,"running":[],"confirmed":[{"hash":"../../x"}],"kept":[]}',
  ]) {
    await writeFile(file, text)
    await expect(serveControl(served.system, { path: served.path })).rejects.toMatchObject({ code: 'bad-journal' })
    await expect(readJournal(served.path)).rejects.toMatchObject({ code: 'bad-journal', facts: { file } })
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})
