// Every subject does the work of every row, all of it.

import { describe, expect, test } from 'vitest'
import { rows } from '../src/rows.js'
import { loadWorks, nodeSubjects } from '../src/subjects/subjects.js'

const small = 2000

describe.each(nodeSubjects)('%s', (name) => {
  test.each(rows.filter(({ kind }) => kind === 'rate').map((row) => row.name))('handles all of %s', async (row) => {
    const prepare = (await loadWorks(name))[row]
    if (prepare === undefined) return
    const work = await prepare(small)
    expect(await work.run()).toBe(small)
    await work.reset?.()
    expect(await work.run()).toBe(small)
    await work.reset?.()
    await work.end?.()
  })
})
