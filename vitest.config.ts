// Two projects. `unit` is everything that needs no collected garbage. `leak` proves that code and instances are
// forgotten: each file has a process of its own, since whatever another file keeps alive would count.
//
// Packages import one another by name; the condition `@instar/source` leads such an import to the sources, so that
// tests need no build.

import { defineConfig } from 'vitest/config'

const leakTests = '**/*.leak.test.ts'
const condition = '@instar/source'

export default defineConfig({
  // Legacy decorators, as tsc lowers them; the tsconfig of each package switches define semantics off.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition, 'module', 'node', 'development|production'] } },
  test: {
    pool: 'forks',
    // Generous: no test waits for time to go by, but a loaded machine may take its time.
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [leakTests, '**/node_modules/**'],
          benchmark: { include: ['packages/*/bench/**/*.bench.ts'] },
        },
      },
      {
        extends: true,
        test: {
          name: 'leak',
          include: [`packages/*/test/${leakTests}`, `test/${leakTests}`],
          isolate: true,
          execArgv: ['--expose-gc'],
          benchmark: { include: [] },
        },
      },
    ],
  },
})
