import { expect, test } from 'vitest'
import { tellStory } from '../../src/upgrade-test/story.js'
import { blockOf, joined, masked } from '../readme.js'

test('the story of the tested upgrade goes as its README shows it', async () => {
  const lines: string[] = []
  expect(await tellStory((line) => lines.push(line))).toBe(1)
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/upgrade-test/README.md', 'text')))
})
