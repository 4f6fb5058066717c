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

test('states that come in any order, and after all have been forgotten, are kept as well', () => {
  const states = new KeptStates()
  for (const serial of [...serials.toReversed(), ...serials]) states.set(serial, { serial })
  expect(serials.map((serial) => states.get(serial))).toEqual(serials.map((serial) => ({ serial })))
  states.clear()
  states.set(1, { again: true })
  expect(serials.map((serial) => states.get(serial))).toEqual([
    { again: true },
    ...serials.slice(1).map(() => undefined),
  ])
})
