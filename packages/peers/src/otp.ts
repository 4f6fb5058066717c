// Erlang/OTP: gen_servers, in a virtual machine of its own for each figure, with all schedulers. The two modules are
// compiled once a run into a folder for temporary files.

import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { medianOfWarm, rateOf } from './measure.js'
import type { Row } from './rows.js'
import type { Measured } from './work.js'

const sources = fileURLToPath(new URL('../erlang/', import.meta.url))
/** What has no counterpart there. */
const missing = ['bystanders', 'method-call', 'method-call-after-10-upgrades', 'cold-start', 'type-check']

/** Measured once a process, as instar's are: the first upgrade. */
const first = ['upgrade', 'code-only']

let compiled: string | null | undefined

/** The folder of the compiled modules; null where there is no Erlang. */
export function compileErlang(): string | null {
  compiled ??= compile()
  return compiled
}

function compile(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'peers-erlang-'))
  const files = readdirSync(sources).map((file) => join(sources, file))
  try {
    execFileSync('erlc', ['-o', folder, ...files], { stdio: 'ignore' })
    return folder
  } catch {
    return null
  }
}

export async function measureErlang(row: Row, count: number, budgetMs: number): Promise<Measured | null> {
  const folder = compileErlang()
  if (folder === null || missing.includes(row.work)) return null
  const processes = String(Math.max(262_144, count * 2))
  const args = ['+P', processes, '-noshell', '-pa', folder, '-run', 'bench', 'main', row.work]
  const { stdout } = await promisify(execFile)('erl', [
    ...args,
    String(count),
    String(first.includes(row.work) ? 0 : Math.round(budgetMs)),
  ])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  return { value: medianOfWarm(lines.map((line) => figureOf(row, count, line))), details: [] }
}

function figureOf(row: Row, count: number, [kind, figure, micros]: readonly string[]): number {
  if (kind === 'own') return Number(figure)
  if (kind === 'run') return rateOf(row, Number(figure), count, Number(micros) / 1000)
  throw new Error(`erl said "${[kind, figure, micros].join(' ')}" at ${row.name}`)
}
