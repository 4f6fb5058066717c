import { expect, test } from 'vitest'
import { compareVersions, isVersion } from '../../src/base/version.js'
import { SeededRandom } from '../../src/testing/index.js'

/** In the order of Semantic Versioning 2.0.0, sections 11.2 to 11.4, with its own examples. */
const ascending = [
  '0.0.1',
  '0.0.9',
  '0.0.10',
  '0.9.0',
  '0.10.0',
  '1.0.0-0',
  '1.0.0-1',
  '1.0.0-10',
  '1.0.0-1a',
  '1.0.0-A',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '2.0.0',
  '2.1.0',
  '2.1.1',
  '10.0.0',
]

test('versions are ordered as Semantic Versioning orders them', () => {
  for (const [i, a] of ascending.entries()) {
    for (const [j, b] of ascending.entries())
      expect(Math.sign(compareVersions(a, b)), `${a} ${b}`).toBe(Math.sign(i - j))
  }
})

test('sorting gives the order back, whatever it began with', () => {
  const random = new SeededRandom(5)
  const shuffled = ascending
    .map((version) => ({ version, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ version }) => version)
  expect(shuffled.toSorted(compareVersions)).toEqual(ascending)
})

test('a version has three numbers without leading zeros, and perhaps a pre-release', () => {
  for (const version of [...ascending, '1.0.0-a-b.c-1', '1.0.0--']) expect(isVersion(version), version).toBe(true)
  for (const text of [
    '',
    '1',
    '1.0',
    '1.0.0.0',
    'v1.0.0',
    '01.0.0',
    '1.00.0',
    '1.0.0-',
    '1.0.0-a..b',
    '1.0.0 ',
    '1.0.x',
  ]) {
    expect(isVersion(text), text).toBe(false)
  }
})
