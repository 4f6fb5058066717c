import { expect, test } from 'vitest'
import type { SystemEvent } from '@instar/core'
import { Standing, type Versions } from '../../src/simulate/standing.js'

type Ended = Extract<SystemEvent, { type: 'upgrade-ended' }>

function ended(outcome: Ended['outcome'], to: Versions = {}): Ended {
  const classes = Object.entries(to).map(([name, version]) => ({ class: name, from: '1', to: version, instances: 0 }))
  const rest = { isRollback: false, migrated: 0, pauseMs: 0, problems: [] }
  return { type: 'upgrade-ended', run: 1, outcome, classes, ...rest }
}

function watch() {
  const blamed: string[] = []
  let now: Versions = { Cat: '1', Dog: '1' }
  const standing = new Standing(
    () => now,
    (invariant) => void blamed.push(invariant),
  )
  const run = (versions: Versions): void => {
    now = versions
    standing.look()
  }
  return { standing, run, blamed }
}

test('a set that is exchanged whole, at once and by report is fine', () => {
  const { standing, run, blamed } = watch()
  standing.ask({ Cat: '2', Dog: '2' })
  run({ Cat: '2', Dog: '2' })
  standing.hear(ended('committed', { Cat: '2', Dog: '2' }))
  run({ Cat: '2', Dog: '2' })
  expect(blamed).toEqual([])
})

test('a set that is exchanged one by one is blamed', () => {
  const { standing, run, blamed } = watch()
  standing.ask({ Cat: '2', Dog: '2' })
  run({ Cat: '2', Dog: '1' })
  run({ Cat: '2', Dog: '2' })
  standing.hear(ended('committed', { Cat: '2', Dog: '2' }))
  expect(blamed).toEqual(['a set is exchanged at once'])
})

test('a refused upgrade that has exchanged something is blamed', () => {
  const { standing, run, blamed } = watch()
  standing.ask({ Cat: '2', Dog: '2' })
  run({ Cat: '2', Dog: '1' })
  standing.hear(ended('refused'))
  expect(blamed).toEqual(['what runs is what was reported'])
})

test('a committed upgrade that has brought something else is blamed', () => {
  const { standing, run, blamed } = watch()
  standing.ask({ Cat: '2', Dog: '2' })
  run({ Cat: '2', Dog: '1' })
  standing.hear(ended('committed', { Cat: '2' }))
  expect(blamed).toEqual(['a committed upgrade brings what it was asked for'])
})
