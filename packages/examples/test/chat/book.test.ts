import { expect, test } from 'vitest'
import { Book } from '../../src/chat/book.js'

/** A book with lines of ann's, by their numbers. */
function bookWith(...numbers: readonly number[]): Book {
  const book = new Book()
  for (const number of numbers) book.enter('ann', number)
  return book
}

const figures = (book: Book, said: number): unknown => ({
  heard: book.heard,
  lost: book.lost(new Map([['ann', said]])),
  doubled: book.doubled,
})

test('who hears every line once and in order has lost none', () => {
  expect(figures(bookWith(1, 2, 3), 3)).toEqual({ heard: 3, lost: 0, doubled: 0 })
})

test('a line that is missing is lost, in the middle, at the beginning and at the end', () => {
  expect(figures(bookWith(1, 3), 3)).toEqual({ heard: 2, lost: 1, doubled: 0 })
  expect(figures(bookWith(3), 3)).toEqual({ heard: 1, lost: 2, doubled: 0 })
  expect(figures(bookWith(1), 3)).toEqual({ heard: 1, lost: 2, doubled: 0 })
  expect(figures(bookWith(), 3)).toEqual({ heard: 0, lost: 3, doubled: 0 })
})

test('a line that comes again is doubled', () => {
  expect(figures(bookWith(1, 2, 2), 2)).toEqual({ heard: 2, lost: 0, doubled: 1 })
})

test('lines that come in another order do not pass', () => {
  expect(figures(bookWith(1, 3, 2), 3)).toEqual({ heard: 2, lost: 1, doubled: 1 })
})

test('each member has numbers of its own', () => {
  const book = bookWith(1, 2)
  book.enter('bob', 1)
  expect(book.heard).toBe(3)
  expect(
    book.lost(
      new Map([
        ['ann', 2],
        ['bob', 1],
      ]),
    ),
  ).toBe(0)
})
