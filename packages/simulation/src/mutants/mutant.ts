// Mutants: copies of core with one thing broken on purpose, kept as patches. The simulation has to notice each of them, or it
// would not notice such a mistake of ours either. A patch begins with comment lines: what it breaks, and what should tell.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the repository is; the same from sources and from what is built. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))
export const home = join(root, 'packages', 'simulation')
const folder = join(home, 'mutants')

export interface Mutant {
  readonly name: string
  readonly patch: string
  /** What it breaks, as a sentence. */
  readonly breaks: string
  /** The sources that it changes, relative to the repository. */
  readonly files: readonly string[]
}

/** All mutants, by name. */
export function readMutants(): Mutant[] {
  const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'))
  return patches.map((name) => readMutant(join(folder, name))).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readMutant(patch: string): Mutant {
  const lines = readFileSync(patch, 'utf8').split('\n')
  const comment = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2))
  const breaks = comment.filter((line) => !line.startsWith('Should break:')).join(' ')
  const files = lines.filter((line) => line.startsWith('+++ b/')).map((line) => line.slice('+++ b/'.length))
  return { name: basename(patch, '.patch'), patch, breaks, files }
}
