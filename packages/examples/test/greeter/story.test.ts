import { expect, test } from 'vitest'
import { tellStory } from '../../src/greeter/story.js'
import { blockOf, joined, masked } from '../readme.js'

test('H1, H2: the story of the greeter goes as its README shows it, without a loss', async () => {
  const lines: string[] = []
  const outcome = await tellStory((line) => lines.push(line))
  expect(outcome).toEqual({
    disconnects: 0,
    lost: 0,
    versions: [
      { name: 'Greeter 1.0.0', isGone: true },
      { name: 'Greeter 1.1.0', isGone: true },
      { name: 'Greeter 1.0.0', isGone: false },
    ],
  })
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/greeter/README.md', 'text')))
})
