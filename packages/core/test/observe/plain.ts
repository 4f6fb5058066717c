// What inspection gives is plain data: this says whether a value is that, all through.

import { expect } from 'vitest'

/** Fails unless a value is frozen at every level and survives JSON whole: no code, no instances, no maps, nothing alive. */
export function expectPlain(value: unknown): void {
  expect(JSON.parse(JSON.stringify(value))).toEqual(value)
  for (const [path, each] of levels(value, '')) {
    expect([path, Object.isFrozen(each)]).toEqual([path, true])
    expect([path, [Object.prototype, Array.prototype]]).toEqual([
      path,
      expect.arrayContaining([Object.getPrototypeOf(each) as object]),
    ])
  }
}

function* levels(value: unknown, path: string): Generator<[string, object]> {
  if (typeof value !== 'object' || value === null) return
  yield [path, value]
  for (const [key, each] of Object.entries(value)) yield* levels(each, `${path}.${key}`)
}
