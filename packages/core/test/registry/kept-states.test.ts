import { expect, test } from 'vitest'
import { KeptStates } from '../../src/registry/kept-states.js'

// More than a chunk apart.
const serials = [1, 4095, 4096, 1_000_000, 2 ** 40]

test('each serial has its own state, however far apart they are', () => {
  const states = new KeptStates()
  for (const serial of serials) states.set(serial, { serial })
  expect(serials.map((serial) => states.get(serial))).toEqual(serials.map((serial) => ({ serial })))
})

test('what is not kept, or no more, is undefined', () => {
  const states = new KeptStates()
  expect(states.get(1)).toBeUndefined()
  states.delete(1)
  for (const serial of serials) states.set(serial, { serial })
  expect([states.get(2), states.get(5000)]).toEqual([undefined, undefined])
  states.delete(4096)
  expect(states.get(4096)).toBeUndefined()
  expect(states.get(4095)).toEqual({ serial: 4095 })
  states.clear()
  expect(serials.map((serial) => states.get(serial))).toEqual(serials.map(() => undefined))
})

test.each(serials)('the first state may be that of any serial: %i', (serial) => {
  const states = new KeptStates()
  states.set(serial, { serial })
  expect(states.get(serial)).toEqual({ serial })
})

test('states may come in any order: what is kept stays when others come between', () => {
  const states = new KeptStates()
  for (const serial of [1, 4096, 2, 4097, 3]) states.set(serial, { serial })
  for (const serial of [1, 4096, 2, 4097, 3]) expect(states.get(serial)).toEqual({ serial })
})

test.each(serials)('when all have been forgotten, the next may be that of any serial: %i', (serial) => {
  const states = new KeptStates()
  for (const each of serials) states.set(each, { serial: each })
  states.clear()
  states.set(serial, { again: true })
  expect(serials.map((each) => states.get(each))).toEqual(
    serials.map((each) => (each === serial ? { again: true } : undefined)),
  )
})
