// instar: from the start of node to the first answer, and what of it is node itself and each library that core brings.
// Each program is a process of its own, started in turns with the others.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spread } from '../statistics.js'
import type { Prepare } from '../work.js'

/** A program from the command line finds libraries from where it is started: here as core finds them. */
const core = fileURLToPath(new URL('.', import.meta.resolve('@instar/core')))

/** What core imports of each. Inversify demands reflect-metadata; what that adds is told apart by its own figure. */
const libraries = {
  'reflect-metadata': ['reflect-metadata'],
  inversify: ['reflect-metadata', 'inversify'],
  rxjs: ['rxjs/internal/Observable', 'rxjs/internal/Subject', 'rxjs/internal/ReplaySubject'],
}

export const coldStart: Prepare = async (times) => ({
  isOnce: true,
  async run() {
    const programs = new Map([
      ['first-reply', `await import('${new URL('../first-reply.js', import.meta.url).href}')`],
      ['node-alone', ''],
      ...Object.entries(libraries).map(([name, parts]) => [`with-${name}`, importing(parts)] as const),
    ])
    const medians = await playInTurns(programs, times)
    const alone = medians.get('node-alone')!
    const details = [...medians].slice(1).map(([name, value]) => ({
      name: name.replace('with-', ''),
      unit: 'ms',
      value: name === 'node-alone' ? value : value - alone,
    }))
    return { value: medians.get('first-reply')!, details }
  },
})

function importing(names: readonly string[]): string {
  return names.map((name) => `await import('${name}')`).join('\n')
}

async function playInTurns(programs: ReadonlyMap<string, string>, times: number): Promise<Map<string, number>> {
  const figures = new Map([...programs.keys()].map((name) => [name, [] as number[]]))
  for (let i = 0; i < times; i++) for (const [name, program] of programs) figures.get(name)!.push(await timeOf(program))
  return new Map([...figures].map(([name, all]) => [name, spread(all).median]))
}

async function timeOf(program: string): Promise<number> {
  const start = performance.now()
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: core })
  return performance.now() - start
}
