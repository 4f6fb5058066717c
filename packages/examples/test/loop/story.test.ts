import { expect, test } from 'vitest'
import { tellStory } from '../../src/loop/story.js'
import { blockOf, joined, masked } from '../readme.js'

test('H1, A15: the story of the loop goes as its README shows it: no line is lost, and old code is gone after each purge', async () => {
  const lines: string[] = []
  const outcome = await tellStory((line) => lines.push(line))
  expect(outcome).toMatchObject({ typed: 4007, lost: 0 })
  expect(outcome.versions).toEqual([
    ...[1, 2, 3, 4, 3, 1, 2].map((version) => ({ name: `Parrot ${version}.0.0`, isGone: true })),
    { name: 'Parrot 4.0.0', isGone: false },
  ])
  expect(masked(joined(lines))).toBe(masked(blockOf('packages/examples/src/loop/README.md', 'text')))
})
