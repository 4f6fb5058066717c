// Where a process disallows code from strings, closures do what generated code does.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { build, type Rollup } from 'vite'
import { withoutCodegen } from '../without-codegen.js'
import { runProgram } from './codegen-program.js'

const expected = [
  [4, ['ball'], []],
  [4, ['ball'], [1]],
  [4, ['ball'], [1, 2]],
  [4, ['ball'], [1, 2, 3]],
  'const-write',
  [15, ['ball'], []],
  'committed',
  1,
  [17, ['ball'], 9, []],
  'committed',
  [17, ['ball'], []],
]

test('states, accessors, refs, timers and migrations are the same with generated code and with closures', async () => {
  expect(await runProgram()).toEqual(expected)
  expect(await withoutCodegen(runProgram)).toEqual(expected)
})

/** The program as one module, which a bare Node can run. */
async function bundle(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    build: {
      write: false,
      minify: false,
      ssr: join(import.meta.dirname, 'codegen-program.ts'),
      rollupOptions: { output: { format: 'es' } },
    },
  })) as Rollup.RollupOutput
  return built.output[0].code
}

test('a process that disallows code from strings runs the same program', async () => {
  const print = `
    let isDisallowed = false
    try { new Function('') } catch { isDisallowed = true }
    console.log(JSON.stringify([isDisallowed, await runProgram()]))`
  const child = spawnSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '-'], {
    cwd: join(import.meta.dirname, '../..'),
    input: (await bundle()) + print,
    encoding: 'utf8',
  })
  expect(child.stderr).toBe('')
  expect(JSON.parse(child.stdout)).toEqual([true, expected])
})
