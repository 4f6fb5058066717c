// Short soaks on the real clock: the built command, in processes of its own. `npm test` builds before it tests; who runs this
// file alone builds first. Nothing here depends on how much a machine gets done in the time.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Facts } from '../../src/soak/facts.js'

const main = join(import.meta.dirname, '../../dist/soak/main.js')
const folder = mkdtempSync(join(tmpdir(), 'instar-soak-'))
const picture = join(folder, 'soak.svg')
const patienceMs = 120_000

afterAll(() => rmSync(folder, { recursive: true }))

function soak(...options: string[]): Promise<{ readonly code: number | string; readonly facts: Facts }> {
  const args = [main, '--json', '--picture', picture, '--connections', '4', ...options]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr))
      else resolve({ code: error === null ? 0 : (error.code ?? 'killed'), facts: JSON.parse(stdout) as Facts })
    })
  })
}

test(
  'a soak loses nothing, whatever goes wrong on purpose, and draws its picture',
  async () => {
    const { code, facts } = await soak('--minutes', '0.04', '--every', '20', '--seed', '7')
    expect({ violations: facts.violations, complaints: facts.complaints }).toEqual({ violations: [], complaints: [] })
    expect(facts.load).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0, wrong: 0, disconnects: 0 })
    expect(facts.load.answered + facts.load.failed).toBe(facts.load.requests)
    expect(facts.upgrades.committed).toBeGreaterThan(0)
    expect(Object.keys(facts.faults).length).toBeGreaterThan(0)
    expect(readFileSync(picture, 'utf8')).toContain('Heap of the server')
    expect(code).toBe(0)
  },
  patienceMs,
)

test(
  'a message that is lost is noticed: the exit code is 1',
  async () => {
    const { code, facts } = await soak('--minutes', '0.01', '--overlook', '1')
    expect(facts.load).toMatchObject({ lost: 1, wrong: 0 })
    expect(facts.complaints).toEqual([expect.stringMatching(/is lost$/)])
    expect(facts.isClean).toBe(false)
    expect(code).toBe(1)
  },
  patienceMs,
)

test(
  'an interrupt ends it in order, with its report',
  async () => {
    const args = [main, '--picture', picture, '--connections', '2', '--minutes', '600']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      if (output === '') child.kill('SIGINT')
      output += String(chunk)
    })
    const [code] = (await once(child, 'close')) as [number]
    expect(output).toContain('Nothing was lost')
    expect(code).toBe(0)
  },
  patienceMs,
)
