// A workbench for one mutant: a folder in which the built simulation imports the mutated core. Node resolves real paths, so
// our own packages are copied, and only what others have made is linked.
//
//   <folder>/node_modules/@instar/core        copied, its mutated files transpiled anew
//           /node_modules/@instar/classes     copied
//           /node_modules/fast-check ...      linked
//           /simulation/dist                  copied

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { home, type Mutant, root } from './mutant.js'

export interface Bench {
  /** The entry of the simulation. */
  readonly simulate: string
  clear(): void
}

/** Makes a workbench; throws when the patch does not apply. */
export function setUp(mutant: Mutant): Bench {
  const folder = mkdtempSync(join(tmpdir(), `instar-${mutant.name}-`))
  const modules = join(folder, 'node_modules')
  for (const name of ['core', 'classes']) copyPackage(join(root, 'packages', name), join(modules, '@instar', name))
  for (const name of ['core', 'classes', 'simulation'])
    linkForeign(join(root, 'packages', name, 'node_modules'), modules)
  copyPackage(home, join(folder, 'simulation'))
  mutate(mutant, folder, join(modules, '@instar', 'core', 'dist'))
  return {
    simulate: join(folder, 'simulation', 'dist', 'simulate', 'main.js'),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Whether a patch still applies to the present sources; what speaks against it, or nothing. */
export function complaintOf({ patch }: Mutant): string {
  try {
    execFileSync('git', ['apply', '--check', patch], { cwd: root, stdio: 'pipe' })
    return ''
  } catch (error) {
    return String((error as { stderr: unknown }).stderr)
  }
}

function copyPackage(from: string, to: string): void {
  const isNeeded = (source: string): boolean => !/\.(d\.ts|map|tsbuildinfo)$/.test(source)
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true, filter: isNeeded })
  cpSync(join(from, 'package.json'), join(to, 'package.json'))
}

function linkForeign(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (name === '@instar' || name.startsWith('.')) continue
    rmSync(join(to, name), { force: true })
    symlinkSync(join(from, name), join(to, name), 'junction')
  }
}

function mutate({ patch, files }: Mutant, folder: string, dist: string): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  // Within a repository git would take the paths for those of its work tree.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) }
  execFileSync('git', ['apply', patch], { cwd: folder, env, stdio: 'pipe' })
  for (const file of files) {
    const code = stripTypeScriptTypes(readFileSync(join(folder, file), 'utf8'), { mode: 'transform' })
    writeFileSync(join(dist, file.replace('packages/core/src/', '').replace(/\.ts$/, '.js')), code)
  }
}
