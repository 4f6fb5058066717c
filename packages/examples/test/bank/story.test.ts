import { expect, test } from 'vitest'
import { tellStory } from '../../src/bank/story.js'
import { blockOf, joined, masked } from '../readme.js'

test('the story of the bank goes as its README shows it', async () => {
  const lines: string[] = []
  const lost = await tellStory((line) => lines.push(line))
  expect(lost).toBe(0)
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/bank/README.md', 'text')))
})
