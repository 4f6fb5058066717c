// SEMANTICS.md numbers what the framework guarantees; each guarantee names the tests that hold it.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defectsOf } from './semantics/defects.js'
import { readSemantics } from './semantics/guarantees.js'
import { titlesIn } from './semantics/titles.js'

const root = join(import.meta.dirname, '..')

function titlesOf(path: string): string[] | undefined {
  const file = join(root, path)
  return existsSync(file) ? titlesIn(readFileSync(file, 'utf8')) : undefined
}

test('every guarantee is numbered in order, and held by tests that exist', () => {
  const semantics = readSemantics(readFileSync(join(root, 'SEMANTICS.md'), 'utf8'))
  expect(semantics.guarantees.length).toBeGreaterThan(0)
  expect(defectsOf(semantics, titlesOf)).toEqual([])
})
