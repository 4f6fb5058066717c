// The terminal side is killed, without a chance to say anything, in each phase of an upgrade. The process goes on: the upgrade
// comes to its end, and the history says so.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRelease, ControlClient, readJournal, writeRelease } from '../src/index.js'
import type { HistoryEntry } from '../src/protocol/answers.js'
import { Installed } from './fixtures/installed.js'

let home: Installed

beforeAll(async () => {
  home = await Installed.make()
  await home.write('served.mjs', await readFile(join(import.meta.dirname, 'fixtures/served.mjs'), 'utf8'))
  for (const [version, hooks] of [
    ['1.0.0', ''],
    ['2.0.0', ''],
    ['3.0.0', 'static async onLoad(): Promise<void> { await gate }'],
  ] as const) {
    await home.write(`src-${version}/cat.ts`, catSource(version, hooks))
    const { release } = await buildRelease({ entries: [`src-${version}`], root: home.folder, name: version })
    await writeRelease(join(home.folder, `${version}.release`), release)
  }
}, 60_000)

afterAll(() => home[Symbol.asyncDispose]())

function catSource(version: string, hooks: string): string {
  const migrations = version === '1.0.0' ? '' : `, migrations: [migration('1.0.0', add('lives', () => 9))]`
  return `import { Actor, actor, add, attribute, migration, request, staticMethod } from '@instar/core'
declare const gate: Promise<void>
@actor({ version: '${version}'${migrations} })
export class Cat extends Actor {
  ${version === '1.0.0' ? '' : '@attribute() lives!: number'}
  @request() async busy(): Promise<void> { ${version === '1.0.0' ? 'if (isHeld) await gate' : ''} }
  @staticMethod() static async linger(): Promise<void> { await gate }
  ${hooks}
}
const isHeld = process.env['HELD'] === 'yes'
`
}

/** The lines of a process, one after the other. */
class Lines {
  private readonly lines: AsyncIterator<string>
  constructor(readonly child: ChildProcess) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  }

  /** Reads until a line comes. */
  async until(wanted: string): Promise<void> {
    for (;;) {
      const { value, done } = await this.lines.next()
      if (done === true) throw new Error(`the process has ended without "${wanted}"`)
      if (value === wanted) return
    }
  }
}

/** The audit log beside a socket. */
async function historyOf(path: string): Promise<HistoryEntry[]> {
  const text = await readFile(join(path.replace(/\.sock$/, '.control'), 'audit.jsonl'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryEntry)
}

test.each([
  ['before the release is sent', null, '2.0.0', 'no', []],
  ['check', 'phase check', '3.0.0', 'no', []],
  ['freeze', 'phase freeze', '2.0.0', 'yes', ['--deadline', '60s']],
  ['stage', 'phase stage', '2.0.0', 'no', []],
  ['drain', 'phase drain', '2.0.0', 'no', ['--purge', 'soft', '--drain-timeout', '60s']],
] as const)(
  'a terminal that is killed in the phase "%s" leaves the process serving, and the upgrade comes to its end',
  async (_, phase, version, held, options) => {
    const path = join(home.folder, 'run', `${phase ?? 'none'}.sock`.replace(' ', '-'))
    const env = { ...process.env, HELD: held }
    const args = [join(home.folder, 'served.mjs'), path, join(home.folder, '1.0.0.release')]
    const server = new Lines(spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] }))
    try {
      await server.until('ready')
      const cli = join(home.folder, 'node_modules/@instar/control/dist/cli/main.js')
      const release = join(home.folder, `${version}.release`)
      const command = [cli, 'upgrade', release, '--yes', '--control', path, ...options]
      const terminal = spawn(process.execPath, command, { stdio: 'ignore' })
      const killed = once(terminal, 'exit')
      if (phase !== null) await server.until(phase)
      terminal.kill('SIGKILL')
      await killed

      server.child.stdin!.write('open\n')
      if (phase !== null) await server.until('ended committed')
      const client = await ControlClient.find({ control: path })
      expect((await client.call('status', {})).processId).toBe(server.child.pid)
      expect((await client.call('classes', {}))[0]).toMatchObject({ name: 'Cat', instances: { total: 2000 } })

      server.child.stdin!.write('close\n')
      await server.until('closed')
      const history = await historyOf(path)
      const ends = history.map(({ command, outcome }) => `${command} ${outcome}`)
      expect(ends).toEqual(phase === null ? [] : ['upgrade begun', 'upgrade committed'])
      expect((await readJournal(path)).running.map(({ name }) => name)).toEqual(phase === null ? [] : [version])
    } finally {
      server.child.kill('SIGKILL')
      await once(server.child, 'exit').catch(() => {})
    }
  },
  60_000,
)
