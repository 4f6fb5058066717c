// The process that tries mutants: one file for Vitest, which loads all unit tests of core and runs them itself
// (`trial.mjs`). Sources of the mutated rooms are served instrumented, and what tests take from `vitest` is ours.

import { readFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(dirname(here))
const instrumented = JSON.parse(readFileSync(`${process.env.MUTATE_DESK}/instrumented.json`, 'utf8'))

const mutated = {
  name: 'mutated',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'vitest' && importer?.includes('/packages/core/') ? `${here}/register.mjs` : undefined,
  load: (id) => instrumented[relative(root, id).replaceAll('\\', '/')],
}

export default defineConfig({
  root,
  plugins: [mutated],
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['@instar/source'] },
  ssr: { resolve: { conditions: ['@instar/source', 'module', 'node', 'development|production'] } },
  test: {
    pool: 'forks',
    include: ['scripts/mutate/trial.mjs'],
    testTimeout: 0x7fffffff,
    teardownTimeout: 1000,
    fsModuleCache: false,
    reporters: ['default'],
    // What a mutant leaves behind may fail when nobody waits for it any more.
    dangerouslyIgnoreUnhandledErrors: true,
    execArgv: ['--max-old-space-size=1500'],
  },
})
