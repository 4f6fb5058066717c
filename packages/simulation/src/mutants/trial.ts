// A trial: the simulation against a mutant, in a process of its own, until it notices something.

import { spawn } from 'node:child_process'
import type { Bench } from './bench.js'

export const strategies = ['fifo', 'random', 'pct'] as const
export type Strategy = (typeof strategies)[number]

export interface Terms {
  readonly strategy: Strategy
  readonly from: number
  readonly seeds: number
  /** Milliseconds after which a process that has not ended is ended. */
  readonly patience: number
}

/** What came of it. */
export type Verdict =
  /** The seed that noticed it, and the invariant. */
  | { readonly seed: number; readonly invariant: string }
  | 'unseen'
  /** It did not end in time; that counts as not found, because the simulation has said nothing. */
  | 'timeout'
  /** The process itself has failed, which is no finding either. */
  | 'crash'

/** Runs seeds until the first violation. */
export async function tryOut({ simulate }: Bench, { strategy, from, seeds, patience }: Terms): Promise<Verdict> {
  const args = ['--strategy', strategy, '--from', String(from), '--seeds', String(seeds), '--stop-at-first', '--json']
  const { code, output, complaint } = await run([simulate, ...args], patience)
  if (code === null) return 'timeout'
  if (!output.startsWith('{')) {
    console.error(`The simulation has ended with ${code}: ${complaint.slice(0, 2000)}`)
    return 'crash'
  }
  const { firstViolation, invariant } = JSON.parse(output).strategies[strategy]
  return firstViolation === null ? 'unseen' : { seed: firstViolation, invariant }
}

interface Ending {
  /** Null when it was ended. */
  readonly code: number | null
  readonly output: string
  readonly complaint: string
}

function run(args: readonly string[], timeout: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { timeout, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, complaint] = ['', '']
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (complaint += data))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output, complaint }))
  })
}
