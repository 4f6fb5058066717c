import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defectsOf, defectsOfCore, defectsOfGuests } from './layers/defects.js'
import { drawnRooms, type Rooms } from './layers/rooms.js'
import { sourcesUnder } from './layers/sources.js'

const root = join(import.meta.dirname, '..')
const rooms: Rooms = JSON.parse(readFileSync(join(root, 'packages/core/layers.json'), 'utf8'))

test('the law names each room once', () => {
  const names = rooms.flat()
  expect(names).toEqual([...new Set(names)])
})

test('in core, imports go down, in no circle, past no barrel', () => {
  const sources = sourcesUnder(join(root, 'packages/core/src'))
  expect(sources.size).toBeGreaterThan(0)
  expect(defectsOfCore(sources, rooms)).toEqual([])
})

test('the other packages come to core by its doors', () => {
  const sources = [...sourcesUnder(join(root, 'packages'))].filter(([file]) => !file.startsWith('core/'))
  expect(defectsOfGuests(new Map(sources))).toEqual([])
})

test('in control, imports go down, in no circle, past no barrel', () => {
  const sources = sourcesUnder(join(root, 'packages/control/src'))
  const law = JSON.parse(readFileSync(join(root, 'packages/control/layers.json'), 'utf8')) as Rooms
  expect(sources.size).toBeGreaterThan(0)
  expect(defectsOf(sources, law, new Map([['@instar/control', 'index.ts']]))).toEqual([])
})

test('ARCHITECTURE.md draws the rooms of the law', () => {
  expect(drawnRooms(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))).toEqual(rooms)
})
