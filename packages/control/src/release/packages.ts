// The packages that a release imports. They come from the running process as ES modules, resolved as an `import` in
// the application's folder would be, so a release gets the very modules that the application has. `@instar` itself is
// always the copy that runs, wherever a release would find another.

import * as core from '@instar/core'
import { realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { compileFunction, constants } from 'node:vm'
import { fail } from '../base/failures.js'
import { asDefects } from './defects.js'
import type { Manifest } from './manifest.js'
import { asRequired } from './required.js'

export interface PackageOptions {
  /** The folder, or a file in it, from which packages are resolved; by default the folder of the main script. */
  readonly base?: string
  /** Modules to take instead, by what is written behind `from`: namespaces, or objects like them. */
  readonly modules?: Readonly<Record<string, object>>
}

type Import = (specifier: string) => Promise<object>

/** What `require` gives for each package of a release. Throws `missing-packages` with all that cannot be had. */
export async function importPackages(manifest: Manifest, options: PackageOptions): Promise<Map<string, object>> {
  const importFrom = importerAt(await referrerOf(options.base))
  const outcomes = await Promise.all(
    manifest.packages.map(async (specifier) => ({
      specifier,
      outcome: await settled(moduleFor(specifier, options.modules ?? {}, importFrom)),
    })),
  )
  const missing = outcomes.flatMap(({ specifier, outcome }) =>
    'problem' in outcome ? [`${specifier}: ${outcome.problem}`] : [],
  )
  if (missing.length > 0) throw fail('missing-packages', { release: manifest.name, ...asDefects(missing) })
  return new Map(outcomes.map(({ specifier, outcome }) => [specifier, (outcome as { module: object }).module]))
}

async function moduleFor(
  specifier: string,
  modules: Readonly<Record<string, object>>,
  importFrom: Import,
): Promise<object> {
  if (specifier === '@instar/core') return core
  if (Object.hasOwn(modules, specifier)) return modules[specifier]!
  return isOwn(specifier) ? importFromHere(specifier) : importFrom(specifier)
}

function isOwn(specifier: string): boolean {
  return /^@instar\/(core|control)(\/|$)/.test(specifier)
}

/** As this package itself would import it: the copy that runs. */
function importFromHere(specifier: string): Promise<object> {
  return import(specifier) as Promise<object>
}

/** Imports as a module in the referrer's folder would. */
function importerAt(referrer: string): Import {
  const options = { filename: referrer, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
  const importFrom = compileFunction('return import(specifier)', ['specifier'], options) as Import
  return (specifier) => quietly(() => importFrom(specifier))
}

/** Node warns once in each process that this way of importing may change. The tests try it on all versions that it serves. */
function quietly<T>(run: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return run()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The file in whose name packages are imported; it need not be there, its folder has to. */
async function referrerOf(base: string | undefined): Promise<string> {
  if (base === undefined) return mainScript()
  try {
    const place = await realpath(base)
    return (await stat(place)).isDirectory() ? join(place, '[release]') : place
  } catch (error) {
    throw fail('bad-base', { base, problem: 'there is no such folder or file' }, error)
  }
}

/** `node server` runs server.js and `node .` what its package.json says: neither needs be a file of that name. */
async function mainScript(): Promise<string> {
  const main = process.argv[1]
  if (main === undefined) return join(process.cwd(), '[release]')
  const place = await realpath(main).catch(() => main)
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return join(isFolder ? place : dirname(place), '[release]')
}

async function settled(module: Promise<object>): Promise<{ module: object } | { problem: string }> {
  try {
    return { module: asRequired(await module) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
