import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { ControlClient, formatRelease, writeRelease } from '@instar/control'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serve } from '../../src/chat/serve.js'
import { releaseOf } from './changed.js'
import { Person } from './person.js'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'chat-serve-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A server that runs, with an operator who reads what it says line by line, and may command it from outside. */
class Operator {
  readonly control = join(folder, 'run', 'chat.sock')
  readonly ended: Promise<void>
  private readonly paper = new PassThrough({ objectMode: true })
  private readonly end = new AbortController()
  private readonly lines: AsyncIterator<string[]> = on(this.paper, 'data')

  constructor(releases: readonly string[] = []) {
    const { control, paper, end } = this
    const task = { type: 'serve', port: 0, control, releases } as const
    this.ended = serve(task, { say: (line) => paper.write(line), signal: end.signal })
    this.ended.catch((error: unknown) => paper.write(String(error)))
  }

  async read(): Promise<string> {
    const { value } = await this.lines.next()
    return value[0]
  }

  /** What it is that listens, and where. */
  async readStart(): Promise<{ readonly version: string; readonly port: number }> {
    const [, version, port] = /^Room (\S+) listens on [\d.]+:(\d+)\. /.exec(await this.read())!
    await this.read()
    return { version: version!, port: Number(port) }
  }

  client(): Promise<ControlClient> {
    return ControlClient.find({ control: this.control })
  }

  async stop(): Promise<void> {
    this.end.abort()
    await this.ended
  }
}

test('the operator deploys and takes back from outside, under open connections', async () => {
  const operator = new Operator()
  const { version, port } = await operator.readStart()
  expect(version).toBe('1.0.0')
  await using ann = await Person.join(port, 'tea', 'ann')
  const client = await operator.client()

  const { report } = await client.call('upgrade', { release: formatRelease(await releaseOf('v2.ts')) })
  expect(report.classes).toMatchObject([{ class: 'Room', from: '1.0.0', to: '2.0.0', instances: 1 }])
  expect(await ann.say('tea', '/react +1')).toMatchObject([{ is: 'reaction' }, { is: 'done' }])
  await client.call('rollback', {})
  expect(await ann.say('tea', '/react +1')).toMatchObject([{ is: 'refused' }])

  await operator.stop()
  expect(await operator.read()).toBe('The server closes its connections and ends.')
  expect(await ann.hear()).toBeUndefined()
})

test('G1, G2: after a restart it runs what was confirmed, and not what was not', async () => {
  const upgradeAndStop = async (operator: Operator, isConfirmed: boolean): Promise<void> => {
    await operator.readStart()
    const client = await operator.client()
    await client.call('upgrade', { release: formatRelease(await releaseOf('v2.ts')) })
    if (isConfirmed) await client.call('confirm', {})
    await operator.stop()
  }
  await upgradeAndStop(new Operator(), false)
  const second = new Operator()
  expect((await second.readStart()).version).toBe('1.0.0')
  await second.stop()
  await upgradeAndStop(new Operator(), true)
  const third = new Operator()
  const { version, port } = await third.readStart()
  expect(version).toBe('2.0.0')
  await using ann = await Person.join(port, 'tea', 'ann')
  expect(await ann.say('tea', '/react +1')).toMatchObject([{ is: 'reaction' }, { is: 'done' }])
  await third.stop()
})

test('it starts with the releases that it is told', async () => {
  const file = join(folder, 'next.release')
  await writeRelease(file, await releaseOf('v2.ts'))
  const operator = new Operator([file])
  expect((await operator.readStart()).version).toBe('2.0.0')
  await operator.stop()
})

test('a release that is not there is told by its path', async () => {
  const operator = new Operator([join(folder, 'none.release')])
  await expect(operator.ended).rejects.toThrow(join(folder, 'none.release'))
})
