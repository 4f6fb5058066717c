import { expect, test } from 'vitest'
import { Memory } from '../../src/loop/memory.js'

test('tells what is held from what is gone', async () => {
  const memory = new Memory()
  const held = {}
  memory.add('held', held)
  memory.add('let go', {})
  expect(await memory.inspect()).toEqual([
    { name: 'held', isGone: false },
    { name: 'let go', isGone: true },
  ])
  expect(held).toEqual({})
})
