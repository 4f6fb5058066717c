import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buildRelease, ControlClient, formatRelease, writeRelease } from '@instar/control'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serve, sources } from '../../src/greeter/serve.js'
import { Talker } from './talker.js'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'greeter-serve-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function releaseOf(file: string) {
  return (await buildRelease({ entries: [join(sources, file)], root: sources })).release
}

/** A server that runs, with an operator who reads what it says line by line, and may command it from outside. */
class Operator {
  readonly control = join(folder, 'run', 'greeter.sock')
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
    const [, version, port] = /^Greeter (\S+) listens on [\d.]+:(\d+)\. /.exec(await this.read())!
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

test('the operator upgrades and takes back from outside, under open connections', async () => {
  const operator = new Operator()
  const { version, port } = await operator.readStart()
  expect(version).toBe('1.0.0')
  await using ann = await Talker.connect(port)
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 1.')
  const client = await operator.client()

  const { report } = await client.call('upgrade', { release: formatRelease(await releaseOf('v1_1.ts')) })
  expect(report.classes).toMatchObject([{ class: 'Greeter', from: '1.0.0', to: '1.1.0', instances: 1 }])
  expect(await ann.ask('ann\n')).toBe('Hey there, next version! This is line 2, ann :-)')
  await client.call('rollback', {})
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 3.')

  await operator.stop()
  expect(await operator.read()).toBe('The server closes its connections and ends.')
  expect(await ann.hear()).toBeUndefined()
})

test('G1, G2: after a restart it runs what was confirmed, and not what was not', async () => {
  const upgradeAndStop = async (operator: Operator, isConfirmed: boolean): Promise<void> => {
    await operator.readStart()
    const client = await operator.client()
    await client.call('upgrade', { release: formatRelease(await releaseOf('v1_1.ts')) })
    if (isConfirmed) await client.call('confirm', {})
    await operator.stop()
  }
  await upgradeAndStop(new Operator(), false)
  const second = new Operator()
  expect((await second.readStart()).version).toBe('1.0.0')
  await second.stop()
  await upgradeAndStop(new Operator(), true)
  const third = new Operator()
  expect((await third.readStart()).version).toBe('1.1.0')
  await third.stop()
})

test('it starts with the releases that it is told', async () => {
  const file = join(folder, 'next.release')
  await writeRelease(file, await releaseOf('v1_1.ts'))
  const operator = new Operator([file])
  expect((await operator.readStart()).version).toBe('1.1.0')
  await operator.stop()
})

test('a release that is not there is told by its path', async () => {
  const operator = new Operator([join(folder, 'none.release')])
  await expect(operator.ended).rejects.toThrow(join(folder, 'none.release'))
})
