// The journal as data: which releases run is read off the versions that run.

import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/protocol/answers.js'
import {
  type Book,
  runningOf,
  trimmed,
  type Versions,
  withConfirmed,
  withRelease,
} from '../../src/serve/journal-book.js'

function release(name: string, classes: Readonly<Record<string, string>>): JournalEntry {
  return {
    name,
    hash: name,
    file: `/${name}`,
    classes: Object.entries(classes).map(([key, version]) => ({ class: key, version })),
  }
}

function versions(current: Readonly<Record<string, string>>, older: Readonly<Record<string, string[]>> = {}): Versions {
  return new Map(
    Object.entries(current).map(([name, version]) => [name, { current: version, older: older[name] ?? [] }]),
  )
}

const empty: Book = { kept: [], confirmed: [] }
const first = release('first', { Cat: '1.1.0', Dog: '1.1.0' })
const second = release('second', { Cat: '1.2.0' })
const both = [first, second].reduce(withRelease, empty)
const namesOf = (entries: readonly JournalEntry[]): string[] => entries.map(({ name }) => name)

describe('what runs', () => {
  test('is every release of which a class runs, with those classes', () => {
    expect(runningOf(both, versions({ Cat: '1.2.0', Dog: '1.1.0' }))).toEqual([
      { ...first, classes: [{ class: 'Dog', version: '1.1.0' }] },
      second,
    ])
  })

  test('is without a release whose classes have all been replaced', () => {
    expect(namesOf(runningOf(both, versions({ Cat: '1.2.0', Dog: '1.3.0' })))).toEqual(['second'])
  })

  test('is what it was, after the way back', () => {
    expect(namesOf(runningOf(both, versions({ Cat: '1.1.0', Dog: '1.1.0' }, { Cat: ['1.2.0'] })))).toEqual(['first'])
  })

  test('is nothing where no version is that of a release', () => {
    expect(runningOf(both, versions({ Cat: '1.0.0' }))).toEqual([])
  })

  test('comes from the newest release that brings it', () => {
    const again = withRelease(both, release('again', { Dog: '1.1.0' }))
    expect(namesOf(runningOf(again, versions({ Cat: '1.2.0', Dog: '1.1.0' })))).toEqual(['second', 'again'])
    expect(namesOf(withRelease(both, first).kept)).toEqual(['second', 'first'])
  })
})

describe('what is kept', () => {
  test('is what a rollback may come to, and nothing else', () => {
    const now = versions({ Cat: '1.2.0', Dog: '1.2.0' }, { Cat: ['1.1.0'] })
    expect(namesOf(trimmed(both, now).kept)).toEqual(['first', 'second'])
    expect(namesOf(trimmed(both, versions({ Cat: '1.2.0', Dog: '1.2.0' })).kept)).toEqual(['second'])
  })

  test('is what was confirmed, even when it does not run', () => {
    const confirmed = withConfirmed(both, versions({ Cat: '1.1.0', Dog: '1.1.0' }))
    expect(namesOf(confirmed.confirmed)).toEqual(['first'])
    expect(namesOf(trimmed(confirmed, versions({})).kept)).toEqual(['first'])
  })
})
