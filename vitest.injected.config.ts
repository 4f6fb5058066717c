// What an injected run tests with: the tests of core, each with upgrades at its message boundaries that it knows nothing of
// (packages/core/test/injection).

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const condition = '@instar/source'
const injection = (file: string) => fileURLToPath(new URL(`packages/core/test/injection/${file}`, import.meta.url))

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition, 'module', 'node', 'development|production'] } },
  test: {
    pool: 'forks',
    testTimeout: 15_000,
    // One process for all files: its start would be most of a file.
    isolate: false,
    reporters: ['default', injection('reporter.ts')],
    setupFiles: [injection('setup.ts')],
    include: ['packages/core/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.leak.test.ts', 'packages/core/test/injection/**'],
  },
})
