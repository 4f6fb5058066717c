import { expect, test } from 'vitest'
import { raisedVersions } from '../../src/cli/raised-versions.js'
import { classOf } from './samples.js'

const running = (version: string, hash: string) => {
  const generation = { version, hash, state: 'current' as const, lingering: 0, hasKeepsake: false, isInMemory: true }
  return [classOf('Cat', { version, generations: [generation] })]
}
const written = (version: string, hash: string) => [{ name: 'Cat', version, hash }]

test.each([
  ['changed code under the version that runs is raised by a patch', '2.0.0', 'b', '2.0.0', { Cat: '2.0.1' }],
  ['changed code under an older version too', '2.0.0', 'b', '2.0.7', { Cat: '2.0.8' }],
  ['a pre-release is raised to its release', '2.0.0-rc.1', 'b', '2.0.0-rc.1', { Cat: '2.0.0' }],
  ['what runs under a raised version keeps that', '2.0.0', 'a', '2.0.3', { Cat: '2.0.3' }],
  ['what runs as it is written is left alone', '2.0.0', 'a', '2.0.0', {}],
  ['a version that was raised by hand is left alone', '2.1.0', 'b', '2.0.3', {}],
])('%s', (_, version, hash, live, raised) => {
  expect(raisedVersions(written(version, hash), running(live, 'a'))).toEqual(raised)
})

test('a class that is new to the process keeps its version', () => {
  expect(raisedVersions(written('1.0.0', 'a'), [])).toEqual({})
})
