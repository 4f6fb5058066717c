import { expect, test } from 'vitest'
import { drawnRooms, rankOf, roomOf } from './rooms.js'

test('a file lives in its first folder, or is a room of its own', () => {
  expect(['base/ids.ts', 'upgrade/steps/commit.ts', 'index.ts'].map(roomOf)).toEqual(['base', 'upgrade', 'index'])
})

test('the rank is the row', () => {
  const rooms = [['top'], ['left', 'right']]
  expect(['top', 'left', 'right', 'cellar'].map((room) => rankOf(room, rooms))).toEqual([0, 1, 1, -1])
})

test('the drawing is read row by row', () => {
  const page = '# Title\n\n```rooms\ntop          -- the roof\nleft | right -- walls -- two\n```\n\n```ts\nlet a\n```\n'
  expect(drawnRooms(page)).toEqual([['top'], ['left', 'right']])
})

test('a page without a drawing has none', () => {
  expect(drawnRooms('# Title\n\n```ts\nlet a\n```\n')).toBeUndefined()
})
