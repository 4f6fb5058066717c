// The side that outlives every mutant: starts the process that tries them (`trial.mjs`), reads what it finds, ends it when
// nothing comes any more, and starts another one for what is left.

import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// In milliseconds: how long loading all tests may take, and how long no test may go without a word.
const loading = 120_000
const silence = 4000

// A process that has seen many mutants carries what they left behind.
const batch = 150

export class Bench {
  constructor(root, instrumented, exclude) {
    this.root = root
    this.exclude = exclude
    this.desk = join(root, 'reports', 'mutation')
    mkdirSync(this.desk, { recursive: true })
    writeFileSync(join(this.desk, 'instrumented.json'), JSON.stringify(Object.fromEntries(instrumented)))
  }

  /** Of each test: `{ test, name, took, reached, failure }`; and the ids of the mutants that run while modules are loaded. */
  async cover() {
    const covered = []
    let loaded = []
    const hear = (line) => {
      if (line.name !== undefined) covered.push(line)
      if (line.loaded !== undefined) loaded = line.loaded
      return true
    }
    const end = await this.work({ what: 'cover' }, hear, () => loading)
    if (end !== 'ended') throw new Error(`The tests were not run to their end: ${end}. See ${this.desk}/process.log`)
    return { covered, loaded: new Set(loaded) }
  }

  /** Tries mutants (`{ id, reachedBy: [{ test, took, hits }] }`) and hands `{ mutant, verdict, by, why }` to `tell`. */
  async tryAll(mutants, tell) {
    const waiting = [...mutants]
    while (waiting.length > 0) await this.tryBatch(waiting, tell)
  }

  /** Takes what was tried from the front of `waiting`; the process ends early when a mutant spoils or hangs it. */
  async tryBatch(waiting, tell) {
    const part = waiting.slice(0, batch)
    const durations = new Map(part.flatMap(({ reachedBy }) => reachedBy.map(({ test, took }) => [test, took])))
    let count = 0
    let current
    const done = (verdict) => {
      count++
      waiting.shift()
      tell(verdict)
    }
    const hear = (line) => {
      if (line.loaded !== undefined) return true
      current = line
      if (line.verdict === undefined) return true
      // In a process of its own nothing but the mutant itself can have spoilt the test.
      if (line.verdict === 'spoilt' && count > 0) return false
      done(line.verdict === 'spoilt' ? { ...line, verdict: 'killed' } : line)
      return line.verdict !== 'spoilt'
    }
    const limit = () => silence + 5 * (durations.get(current?.test) ?? 0)
    const end = await this.work({ what: 'try', mutants: part }, hear, limit)
    if (end !== 'ended' && current?.mutant !== undefined && current.verdict === undefined)
      done({ mutant: current.mutant, verdict: 'timeout', by: `test ${current.test}`, why: end })
    else if (end !== 'ended' && end !== 'stopped' && count === 0)
      throw new Error(`The tests do not start: ${end}. See ${this.desk}/process.log`)
  }

  /** Runs one process. `hear` gets each line, and says `false` to stop; `limit` how long the next may take. */
  work(order, hear, limit) {
    writeFileSync(join(this.desk, 'order.json'), JSON.stringify({ ...order, exclude: this.exclude }))
    const path = join(this.desk, 'found.ndjson')
    writeFileSync(path, '')
    const log = openSync(join(this.desk, 'process.log'), 'w')
    const vitest = join(this.root, 'node_modules', 'vitest', 'vitest.mjs')
    const child = spawn(process.execPath, [vitest, 'run', '--config', 'scripts/mutate/vitest.config.mjs'], {
      cwd: this.root,
      env: { ...process.env, MUTATE_DESK: this.desk },
      stdio: ['ignore', log, log],
      detached: true,
    })
    const leave = () => endGroup(child)
    process.once('exit', leave)
    const lines = new Tail(path)
    return new Promise((resolve, reject) => {
      let outcome
      let last = Date.now()
      let hasSpoken = false
      const look = () => {
        for (const line of lines.read()) {
          last = Date.now()
          hasSpoken = true
          if (outcome !== undefined) break
          if (line.end) outcome = 'ended'
          else if (hear(line) === false) outcome = 'stopped'
        }
        if (outcome === undefined && Date.now() - last > (hasSpoken ? limit() : loading)) outcome = 'never ends'
        if (outcome !== undefined) endGroup(child)
      }
      const timer = setInterval(look, 100)
      child.on('error', reject)
      child.on('close', (code) => {
        look()
        clearInterval(timer)
        process.off('exit', leave)
        lines.close()
        closeSync(log)
        resolve(outcome ?? `the process ended with ${code}`)
      })
    })
  }
}

/** Reads what has been added to a file of JSON lines since the last time. */
class Tail {
  constructor(path) {
    this.file = openSync(path, 'r')
    this.rest = ''
    this.buffer = Buffer.alloc(1 << 16)
  }

  read() {
    for (let size; (size = readSync(this.file, this.buffer)) > 0;) this.rest += this.buffer.toString('utf8', 0, size)
    const lines = this.rest.split('\n')
    this.rest = lines.pop()
    return lines.map((line) => JSON.parse(line))
  }

  close() {
    closeSync(this.file)
  }
}

/** The process and those that it has started. */
function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
