// What a mutation run tests with: the unit tests of core, and nothing that starts processes or reads the sources as
// text. Stryker works on a copy of the project whose `node_modules` lead back to the original; the aliases keep
// packages that import core by its name on the copy.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`packages/${path}`, import.meta.url))

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^@instar\/core$/, replacement: source('core/src/index.ts') },
      { find: /^@instar\/core\/testing$/, replacement: source('core/src/testing/index.ts') },
      { find: /^@instar\/classes$/, replacement: source('classes/src/index.ts') },
    ],
  },
  test: {
    pool: 'forks',
    // One process for all files: a mutant is one small run, and the start of a process would be most of it.
    isolate: false,
    // A test that waits for ever is killed by this. With its sources instrumented the slowest takes more than five seconds.
    testTimeout: 15_000,
    include: ['packages/core/test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/*.leak.test.ts',
      'packages/core/test/face.test.ts',
      'packages/core/test/system/codegen.test.ts',
      'packages/core/test/testing/readme.test.ts',
    ],
  },
})
