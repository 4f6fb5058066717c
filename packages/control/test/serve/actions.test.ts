// Actions: one at a time, each written down, each carried out to its end whoever listens.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rename, rm } from 'node:fs/promises'
import { type ActorSystem, Actor, actor, type Ref, request, type SystemEvent } from '@instar/core'
import { filter, firstValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import type { AnswerLine, HistoryEntry } from '../../src/protocol/answers.js'
import { formatRelease } from '../../src/release/text.js'
import { serveControl } from '../../src/serve/serve.js'
import { releaseOf } from '../fixtures/releases.js'
import { begin, catOf, catText, Gate, Served } from './served.js'

@actor({ name: 'Cat', version: '1.0.0' })
class BusyCat extends Actor {
  @request() async hold(until: Promise<void>): Promise<void> {
    await until
  }
}

const release = formatRelease(releaseOf([{ name: 'Cat', version: '1.1.0', requests: { hold: 'async () {}' } }]))

/** An upgrade that waits for an instance, until the gate is opened. */
async function startUpgrade(
  served: Served,
): Promise<{ gate: Gate; socket: Awaited<ReturnType<typeof begin>>; cat: Ref<BusyCat> }> {
  const gate = new Gate()
  const cat = await served.system.spawn(BusyCat, [])
  void cat.hold(gate.passed)
  const freezing = eventOf(served.system, (event) => event.type === 'upgrade' && event.progress.phase === 'freeze')
  const socket = await begin(served.path, { path: '/v1/upgrade', body: JSON.stringify({ release }) })
  await freezing
  return { gate, socket, cat }
}

function eventOf({ events$ }: ActorSystem, test: (event: SystemEvent) => boolean): Promise<SystemEvent> {
  return firstValueFrom(events$.pipe(filter(test)))
}

/** The log as it is when the process has ended its service. */
async function logOf(served: Served): Promise<HistoryEntry[]> {
  await served.server.close()
  const text = await readFile(served.folder.at('x.control', 'audit.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEntry)
}

test('an action tells its progress, and then its result', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  const { status, type, lines } = await served.ask('upgrade', { release: formatRelease(releaseOf([catText('1.1.0')])) })
  expect([status, type]).toEqual([200, 'application/x-ndjson'])
  const phases = lines.flatMap((line) => (line.type === 'progress' ? [line.progress.phase] : []))
  expect([...new Set(phases)]).toEqual(['plan', 'check', 'freeze', 'stage', 'commit', 'thaw'])
  expect(lines.at(-1)).toMatchObject({ type: 'result', result: { report: { outcome: 'committed' } } })
})

test('the log has the beginning before anything happens, and the end before it is told', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  const subject = { release: 'zoo', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }
  expect(await served.result('history', {})).toMatchObject([
    { serial: 1, command: 'upgrade', from: 'socket', outcome: 'begun', subject },
  ])
  gate.open()
  await socket.toArray()
  expect(await served.result('history', {})).toMatchObject([
    { serial: 1, outcome: 'begun' },
    { serial: 2, begun: 1, outcome: 'committed', subject, durationMs: expect.any(Number) },
  ])
})

test('while an action is under way, another is told so, and status says which', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  expect(await served.error('confirm', {})).toMatchObject({
    status: 409,
    code: 'busy',
    text: expect.stringContaining('upgrade is under way'),
  })
  expect((await served.result('status', {})).underWay).toMatchObject({ command: 'upgrade' })
  expect((await served.result('plan', { release })).plan.defects).toEqual([])
  gate.open()
  await socket.toArray()
  expect((await served.result('status', {})).underWay).toBeNull()
  expect(await served.result('confirm', {})).toMatchObject({ confirmed: true })
  expect((await served.result('history', {})).map(({ command, outcome }) => `${command} ${outcome}`)).toEqual([
    'upgrade begun',
    'confirm refused',
    'upgrade committed',
    'confirm begun',
    'confirm confirmed',
  ])
})

test('an upgrade whose client hangs up in the middle goes on, and history says how it ended', async () => {
  await using served = await Served.start()
  const { gate, socket, cat } = await startUpgrade(served)
  const ended = eventOf(served.system, (event) => event.type === 'upgrade-ended')
  socket.destroy()
  await once(socket, 'close')
  gate.open()
  expect(await ended).toMatchObject({ outcome: 'committed' })
  await cat.hold(Promise.resolve())
  expect(served.system.describe('Cat').version).toBe('1.1.0')
  expect(await logOf(served)).toMatchObject([{ outcome: 'begun' }, { outcome: 'committed', begun: 1 }])
})

test('an upgrade whose client is killed without a warning goes on', async () => {
  await using served = await Served.start()
  const gate = new Gate()
  const cat = await served.system.spawn(BusyCat, [])
  void cat.hold(gate.passed)
  const script = `
    const [socketPath, body] = process.argv.slice(1)
    const headers = { 'content-type': 'application/json' }
    require('http').request({ socketPath, method: 'POST', path: '/v1/upgrade', headers }, (answer) =>
      answer.on('data', () => process.stdout.write('.'))).end(body)`
  const child = spawn(process.execPath, ['-e', script, served.path, JSON.stringify({ release })])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  gate.open()
  expect(await logOf(served)).toMatchObject([{ outcome: 'begun' }, { outcome: 'committed' }])
})

test('a process that dies in the middle of an action says so after its restart', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  // What the disk has at this moment is all that a process that is killed now would leave.
  await rename(served.folder.at('x.control'), served.folder.at('y.control'))
  await using server = await serveControl(served.system, { path: served.folder.at('y.sock') })
  const answer = await begin(server.path, { path: '/v1/history', body: '{}' })
  const line = JSON.parse(String(Buffer.concat(await answer.toArray()))) as AnswerLine<HistoryEntry[]>
  expect(line).toMatchObject({ result: [{ command: 'upgrade', outcome: 'interrupted' }] })
  gate.open()
  await socket.toArray()
})

test('where the log cannot be written, nothing is done', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  await rm(served.folder.at('x.control'), { recursive: true })
  const upgrade = formatRelease(releaseOf([catText('1.1.0')]))
  expect(await served.error('upgrade', { release: upgrade })).toMatchObject({ status: 503, code: 'no-audit' })
  expect(await served.error('purge', { class: 'Cat' })).toMatchObject({ status: 503, code: 'no-audit' })
  expect(served.system.describe('Cat').version).toBe('1.0.0')
  expect((await served.result('status', {})).underWay).toBeNull()
})

test('an outcome that cannot be written is told with what stands', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  await rm(served.folder.at('x.control'), { recursive: true })
  gate.open()
  const text = String(Buffer.concat(await socket.toArray()))
  const last = JSON.parse(text.trim().split('\n').at(-1)!) as AnswerLine
  expect(last).toMatchObject({
    type: 'error',
    error: { code: 'not-recorded', message: expect.stringContaining('upgrade was done (committed), and stands') },
  })
  expect(served.system.describe('Cat').version).toBe('1.1.0')
  expect((await served.result('status', {})).underWay).toBeNull()
})

test('what speaks against a plan is a result; nothing has changed', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  const text = formatRelease(releaseOf([catText('1.1.0', { attributes: {} })]))
  const { report, text: told } = await served.result('upgrade', { release: text })
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([expect.stringContaining('drops the attribute age')])
  expect(told).toContain('Nothing has changed.')
  expect((await served.result('history', {})).at(-1)).toMatchObject({ outcome: 'refused', problems: report.defects })
})

test('a migration that throws rolls back, and says at whom', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [])
  const migrations = [`migration('1.0.0', { up() { throw new Error('too old') } })`]
  const { report } = await served.result('upgrade', {
    release: formatRelease(releaseOf([catText('1.1.0', { migrations })])),
  })
  expect(report).toMatchObject({
    outcome: 'rolledBack',
    failures: [{ class: 'Cat', message: expect.stringContaining('too old'), error: { name: 'Error' } }],
  })
  expect(await tom.getAge()).toBe(4)
  expect(served.server.journal.running).toEqual([])
})

test('options and extra data reach the upgrade; the log does not keep the data', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  const migrations = [`migration('1.0.0', { up: (_, { extra }) => ({ age: extra.age }) })`]
  const text = formatRelease(
    releaseOf([catText('1.1.0', { migrations, requests: { getAge: '() { return this.age }' } })]),
  )
  await served.result('upgrade', { release: text, options: { extra: { age: 9, secret: 's3cret' }, purge: 'soft' } })
  expect(served.system.describe('Cat').older).toEqual([])
  const log = await readFile(served.folder.at('x.control', 'audit.jsonl'), 'utf8')
  expect(log).toContain('"options":{"purge":"soft","extra":"(given)"}')
  expect(log).not.toContain('s3cret')
})

test('old generations are purged by name, and a class that is not known is told', async () => {
  await using served = await Served.start()
  served.system.register(catOf())
  expect(await served.result('purge', { class: 'Cat' })).toMatchObject({ outcome: 'nothing' })
  await served.result('upgrade', { release: formatRelease(releaseOf([catText('1.1.0')])) })
  expect(await served.result('purge', { class: 'Cat', mode: 'hard' })).toMatchObject({
    outcome: 'purged',
    versions: ['1.0.0'],
  })
  expect(await served.error('purge', { class: 'Dog' })).toMatchObject({ status: 404, code: 'unknown-class' })
  expect((await served.result('history', {})).at(-1)).toMatchObject({ command: 'purge', outcome: 'refused' })
})

test('a purge can be proved in a process that was started without a collector at hand', async () => {
  await using served = await Served.start()
  const Cat = catOf()
  served.system.register(Cat)
  for (const version of ['1.1.0', '1.2.0'])
    await served.result('upgrade', { release: formatRelease(releaseOf([catText(version)])) })
  // Nobody but the system has held the class of the release; the test holds its own.
  expect(await served.result('purge', { class: 'Cat', prove: true })).toMatchObject({
    versions: ['1.0.0', '1.1.0'],
    left: ['1.0.0'],
  })
  expect(Cat.name).toBe('Cat')
  expect(globalThis).not.toHaveProperty('gc')
})

test('closing waits for the action under way, and its client gets the whole answer', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  const closing = served.server.close()
  gate.open()
  const text = String(Buffer.concat(await socket.toArray()))
  expect(text).toContain('"outcome":"committed"')
  await closing
})

test('streams go on until the action under way has ended, also while the service ends', async () => {
  await using served = await Served.start()
  const { gate, socket } = await startUpgrade(served)
  const watching = await begin(served.path, { path: '/v1/watch', body: '{}' })
  const closing = served.server.close()
  gate.open()
  await Promise.all([closing, socket.toArray()])
  expect(String(Buffer.concat(await watching.toArray()))).toContain('"type":"upgrade-ended"')
})
