// How the facts of each level get from the form of one version to that of the next, and what the attributes have to be in each.

import type { MigrationPart, Slice } from '@instar/core'
import type { Deeds, Ledger } from './ledger.js'

/** Tells the ledger of each step, then does it. The slice of every level has the life's number. */
function told(
  level: string,
  step: string,
  part: Pick<MigrationPart, 'up' | 'down' | 'renames' | 'drops' | 'adds' | 'converts'>,
): MigrationPart {
  const tell =
    (way: 'up' | 'down', work: NonNullable<MigrationPart['up']>): NonNullable<MigrationPart['up']> =>
    (slice, dropped, context) => {
      const ledger = context.extra as Ledger | undefined
      ledger?.migrations.note(level, way, step, slice[`${level}Id`] as number)
      return work(slice, dropped, context)
    }
  return { ...part, up: tell('up', part.up!), down: tell('down', part.down!) }
}

export const grown: MigrationPart = told('Creature', '1-2', {
  renames: { height: 'size' },
  adds: ['mood'],
  up: (slice, dropped) => ({ size: slice['height'] * 2, mood: dropped?.['mood'] ?? 1 }),
  down: (slice) => ({ height: slice['size'] / 2 }),
})
export const energetic: MigrationPart = told('Creature', '2-3', {
  adds: ['energy'],
  up: (slice, dropped) => ({ energy: dropped?.['energy'] ?? 5 }),
  down: () => {},
})
export const dairy: MigrationPart = told('Mammal', '1-2', {
  renames: { milk: 'dairy' },
  up: (slice) => ({ dairy: slice['milk'] }),
  down: (slice) => ({ milk: slice['dairy'] }),
})
export const prey: MigrationPart = told('Cat', '1-2', {
  renames: { mice: 'prey' },
  adds: ['lives'],
  up: (slice) => ({ prey: [slice['mice']], lives: 9 }),
  down: (slice) => ({ mice: slice['prey'][0] }),
})
export const metres: MigrationPart = told('Swimmer', '1-2', {
  renames: { depth: 'metres' },
  up: (slice) => ({ metres: slice['depth'] * 10 }),
  down: (slice) => ({ depth: slice['metres'] / 10 }),
})
export const trap: MigrationPart = told('Spider', '1-2', {
  renames: { flies: 'web' },
  up: (slice) => ({ web: [slice['flies']] }),
  down: (slice) => ({ flies: slice['web'][0] }),
})
export const guests: MigrationPart = told('Keeper', '1-2', {
  renames: { visits: 'guests' },
  up: (slice) => ({ guests: { count: slice['visits'] } }),
  down: (slice) => ({ visits: slice['guests'].count }),
})

/** What the attributes of a level have to be, by version, for what its instance has done. */
export const expectedSlices: Readonly<Record<string, Readonly<Record<string, (deeds: Deeds) => Slice>>>> = {
  Creature: {
    '1.0.0': ({ grown }) => ({ height: grown }),
    '2.0.0': ({ grown }) => ({ size: grown * 2, mood: 1 }),
    '3.0.0': ({ grown }) => ({ size: grown * 2, mood: 1, energy: 5 }),
  },
  Mammal: { '1.0.0': ({ fed }) => ({ milk: fed }), '2.0.0': ({ fed }) => ({ dairy: fed }) },
  Cat: { '1.0.0': ({ caught }) => ({ mice: caught }), '2.0.0': ({ caught }) => ({ prey: [caught], lives: 9 }) },
  Swimmer: { '1.0.0': ({ dived }) => ({ depth: dived }), '2.0.0': ({ dived }) => ({ metres: dived * 10 }) },
  Spider: {
    '1.0.0': ({ trapped, rested }) => ({ flies: trapped, naps: rested }),
    '2.0.0': ({ trapped, rested }) => ({ web: [trapped], naps: rested }),
  },
  Keeper: {
    '1.0.0': ({ visited }) => ({ visits: visited }),
    '2.0.0': ({ visited }) => ({ guests: { count: visited } }),
  },
}

/** The levels of each class that has instances. */
export const levelsOf: Readonly<Record<string, readonly string[]>> = {
  Cat: ['Creature', 'Mammal', 'Cat'],
  Otter: ['Creature', 'Mammal', 'Swimmer'],
  Mammal: ['Creature', 'Mammal'],
  Spider: ['Creature', 'Spider'],
  Keeper: ['Keeper'],
}
