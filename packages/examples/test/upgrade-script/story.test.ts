import { expect, test } from 'vitest'
import { tellStory } from '../../src/upgrade-script/story.js'
import { blockOf, joined, masked } from '../readme.js'

test('G4: the story of the upgrade script goes as its README shows it', async () => {
  const lines: string[] = []
  const outcomes = await tellStory((line) => lines.push(line))
  expect(outcomes).toEqual(['refused', 'rolledBack', 'done'])
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/upgrade-script/README.md', 'text')))
})
