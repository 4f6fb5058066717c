// Which mutants there are, and which of them are drawn. Stryker's instrumenter makes one copy of each source that holds
// all of its mutants, each behind a switch. The draw depends on the seed and on the mutant's own text alone, so a change
// somewhere else in the project does not deal the cards anew.

import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { Instrumenter } from '@stryker-mutator/instrumenter'

export const rooms = ['upgrade', 'instance', 'mailbox', 'registry']

// MUTATION.md says why.
const excluded = ['StringLiteral', 'ObjectLiteral']

const silent = { debug() {}, info() {}, warn: console.warn, isDebugEnabled: () => false }

/** All sources of the rooms, relative to the root, in a fixed order. */
export function sources(root) {
  return globSync(`packages/core/src/{${rooms.join(',')}}/**/*.ts`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
}

/** The instrumented sources, and their mutants: `{ id, file, room, line, column, mutator, in, original, replacement, key }`. */
export async function instrument(root, paths) {
  const texts = new Map(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]))
  const files = paths.map((name) => ({ name, mutate: true, content: texts.get(name) }))
  const options = { plugins: null, excludedMutations: excluded, ignorers: [], noHeader: false }
  const { files: instrumented, mutants } = await new Instrumenter(silent).instrument(files, options)
  const seen = new Map()
  return {
    instrumented: new Map(instrumented.map(({ name, content }) => [name, content])),
    mutants: mutants.filter(({ status }) => status !== 'Ignored').map((mutant) => described(mutant, texts, seen)),
  }
}

function described({ id, fileName, location, mutatorName, replacement }, texts, seen) {
  const original = excerpt(texts.get(fileName), location)
  const inLine = texts.get(fileName).split('\n')[location.start.line].trim()
  const text = [fileName, mutatorName, original, replacement].join('\0')
  const nth = (seen.get(text) ?? 0) + 1
  seen.set(text, nth)
  return {
    id,
    file: fileName,
    room: fileName.split('/')[3],
    line: location.start.line + 1,
    column: location.start.column + 1,
    mutator: mutatorName,
    in: inLine,
    original,
    replacement,
    key: `${text}\0${nth}`,
  }
}

function excerpt(text, { start, end }) {
  const lines = text.split('\n').slice(start.line, end.line + 1)
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column)
  lines[0] = lines[0].slice(start.column)
  return lines.join('\n')
}

/**
 * About `size` of the mutants: the same share of each file, but at least `least` of each, or all that it has. They come in
 * the order of their lots, so that the first of them are a draw too.
 */
export function draw(mutants, { size, seed, least }) {
  const share = size / mutants.length
  const byFile = Map.groupBy(mutants, ({ file }) => file)
  const drawn = [...byFile.values()].flatMap((ofFile) => {
    const count = Math.max(least, Math.round(share * ofFile.length))
    return ofFile.toSorted((a, b) => (lot(seed, a) < lot(seed, b) ? -1 : 1)).slice(0, count)
  })
  return drawn.toSorted((a, b) => (lot(seed, a) < lot(seed, b) ? -1 : 1))
}

function lot(seed, { key }) {
  return createHash('sha256').update(`${seed}\0${key}`).digest('hex')
}
