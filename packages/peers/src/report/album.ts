// Which pictures there are: bars for each row that several subjects did, lines for each family of sizes. Written as files.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../rows.js'
import { drawBars, drawLines } from './picture.js'
import type { Result } from './result.js'

const sizes = ['1k', '10k', '100k', '1M']
const families = ['spawn', 'bytes', 'upgrade', 'code-only']

/** Names of files, and what is in them. */
export function drawAll(rows: readonly Row[], results: readonly Result[]): ReadonlyMap<string, string> {
  const pictures = new Map<string, string>()
  const of = (name: string): Result[] => results.filter(({ row }) => row === name)
  for (const row of rows) {
    const found = of(row.name)
    const isOfFamily = families.some((family) => sizes.some((size) => row.name === `${family}-${size}`))
    if (found.length > 1 && !isOfFamily) pictures.set(`${row.name}.svg`, drawBars(row, found))
  }
  for (const family of families) {
    const grown = sizes.map((size) => ({ size, results: of(`${family}-${size}`) }))
    const [hundred] = grown.splice(2, 1)
    // Births and bytes of a hundred thousand are the row without a size.
    grown.splice(2, 0, hundred!.results.length > 0 ? hundred! : { size: '100k', results: of(family) })
    const row = rows.find(({ name }) => name === `${family}-1M`)
    if (row !== undefined && grown.filter((each) => each.results.length > 0).length > 1)
      pictures.set(
        `${family}-growth.svg`,
        drawLines(row, `${row.title}, by number of instances`, onlyThoseWhoGrew(grown)),
      )
  }
  return pictures
}

function onlyThoseWhoGrew<G extends { results: readonly Result[] }>(grown: readonly G[]): G[] {
  const subjects = new Set(grown.at(-1)!.results.map(({ subject }) => subject))
  return grown.map((each) => ({ ...each, results: each.results.filter(({ subject }) => subjects.has(subject)) }))
}

export function writeAll(folder: string, pictures: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of pictures) writeFileSync(join(folder, name), text)
}
