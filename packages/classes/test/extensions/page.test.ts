// Every example of the page is run, word for word, and prints what the page says.

import { expect, test } from 'vitest'
import { printedBy, runPage } from '../page.js'

test.each(
  [
    'a mailbox with priorities',
    'a strategy of supervision',
    'a base class that traces',
    'a clock',
    'a scheduler',
    'a dispatcher',
    'an event bus',
    'chance',
  ].map((title, place) => ({ title, place })),
)('the example of $title prints what its page says', async ({ place }) => {
  const printed = printedBy('extending', place)
  expect(printed).not.toEqual([])
  expect(await runPage('extending', place)).toEqual(printed)
})
