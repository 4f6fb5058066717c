import { expect, test } from 'vitest'
import { printedBy, runPage } from './page.js'

test.each(['supervisor', 'dynamic-supervisor'])(
  'the example of the page %s runs, and prints what the page says',
  async (noun) => {
    const printed = printedBy(noun)
    expect(printed).toHaveLength(2)
    expect(await runPage(noun)).toEqual(printed)
  },
)
