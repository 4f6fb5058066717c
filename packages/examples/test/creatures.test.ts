import { expect, test } from 'vitest'
import { tellStory } from '../src/creatures/story.js'
import { blockOf, joined, masked } from './readme.js'

test('A3, I6, W1, W4: the story of the creatures goes as its README shows it', async () => {
  const lines: string[] = []
  await tellStory((line) => lines.push(line))
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/creatures/README.md', 'text')))
})
