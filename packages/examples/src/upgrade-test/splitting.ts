// Three migrations that split a name. The first looks right, and is for Ada Lovelace; the second is for everybody who has two
// names; the third is for everybody whose name does not end with a blank, and the schema wants that of all names.

import { migration, type Migration } from '@instar/core'

/** Loses the third name, and all after it. */
export const careless: Migration = migration('1.0.0', {
  up: ({ name }) => {
    const [first, last] = name.split(' ')
    return { first, last }
  },
  down: ({ first, last }) => ({ name: `${first} ${last}` }),
})

/** Gives a name without a blank one at its end. */
export const better: Migration = migration('1.0.0', {
  up: ({ name }) => {
    const [first, ...rest] = name.split(' ')
    return { first, last: rest.join(' ') }
  },
  down: ({ first, last }) => ({ name: `${first} ${last}` }),
})

/** A last name that is empty leaves no blank behind. */
export const right: Migration = migration('1.0.0', {
  up: ({ name }) => {
    const [first, ...rest] = name.split(' ')
    return { first, last: rest.join(' ') }
  },
  down: ({ first, last }) => ({ name: last === '' ? first : `${first} ${last}` }),
})
