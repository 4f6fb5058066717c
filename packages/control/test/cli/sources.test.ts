import { expect, test } from 'vitest'
import { materialOf } from '../../src/cli/sources.js'

test.each([
  ['cats.release', false, 'release'],
  ['cats', false, 'release'],
  ['cats.json', false, 'release'],
  ['cats', true, 'sources'],
  ['cats.release', true, 'sources'],
  ['cat.ts', false, 'sources'],
  ['cat.mts', false, 'sources'],
  ['cat.cjs', false, 'sources'],
] as const)('%s (a folder: %s) is taken as %s', (path, isFolder, material) => {
  expect(materialOf([path], isFolder)).toBe(material)
})

test('several paths are sources, whatever their names are', () => {
  expect(materialOf(['a.release', 'b.release'], false)).toBe('sources')
})
