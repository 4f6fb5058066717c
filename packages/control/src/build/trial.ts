// Evaluates what was bundled, with packages as the application has them, and asks a system of its own whether it would take
// the classes: decorators say more of a class than its text, and the system's own checks are the ones that count. It happens
// in the builder's process, so what a module does at load beside defining, it does here as well; that is a finding.

import {
  type ActorClass,
  ActorSystem,
  type ClassDeclaration,
  type ClassInfo,
  isInstarError,
  loadCode,
  readDeclaration,
} from '@instar/core'
import { copyFindings } from '../release/copies.js'
import { effectFindings } from '../release/effects.js'
import type { Manifest } from '../release/manifest.js'
import { namedClass } from '../release/named-class.js'
import { importPackages, type PackageOptions } from '../release/packages.js'
import type { Bundle } from './bundle.js'
import { placeOfImport } from './source-defects.js'

/** A class as it came out: what its decorators say, and what a system makes of it. */
export interface TriedClass {
  readonly declared: ClassDeclaration
  readonly info: ClassInfo
}

export interface Trial {
  readonly classes: readonly TriedClass[]
  readonly exports: Readonly<Record<string, unknown>>
  readonly defects: readonly string[]
  readonly findings: readonly string[]
}

/** Tries a bundle. `draft` is its manifest so far, without classes. */
export async function tryBundle(bundle: Bundle, draft: Manifest, options: PackageOptions): Promise<Trial> {
  try {
    const packages = await importPackages(draft, options)
    const loaded = loadCode({ name: draft.name, text: bundle.code, map: bundle.map }, (specifier) =>
      packages.get(specifier),
    )
    const values = loaded.classes as readonly ActorClass[]
    // Before a system links the classes to what it runs.
    const named = values.map((value) => namedClass(value, draft, loaded.places))
    const findings = [...effectFindings(loaded.effects, draft.name), ...copyFindings(named)]
    return { ...(await describeClasses(values, draft.kind)), exports: loaded.exports, findings }
  } catch (error) {
    return { classes: [], exports: {}, defects: loadingDefects(error, bundle), findings: [] }
  }
}

/** A script may bring several versions of one class, so each is tried alone; other classes have to get on together. */
async function describeClasses(values: readonly ActorClass[], kind: Manifest['kind']): Promise<Tried> {
  const sets = kind === 'script' ? values.map((value) => [value]) : [values]
  const outcomes: Tried[] = []
  for (const set of sets) outcomes.push(await describeSet(set))
  return {
    classes: outcomes.flatMap(({ classes }) => classes),
    defects: [...new Set(outcomes.flatMap(({ defects }) => defects))],
  }
}

type Tried = Pick<Trial, 'classes' | 'defects'>

async function describeSet(values: readonly ActorClass[]): Promise<Tried> {
  const system = await ActorSystem.start()
  try {
    system.register(...values)
    const classes = values.map((value) => ({ declared: readDeclaration(value)!, info: system.describe(value) }))
    return { classes, defects: [] }
  } catch (error) {
    return { classes: [], defects: classDefects(error) }
  } finally {
    await system.stop()
  }
}

/** The defects that an error of loading is made of; what is no error of the framework is a fault here, and goes on. */
function loadingDefects(error: unknown, { modules }: Bundle): string[] {
  if (!isInstarError(error)) throw error
  const { defects, problem, file, line, name } = error.facts
  const missing = error.code === 'missing-packages' ? (defects as readonly string[]) : null
  if (missing !== null) return missing.map((defect) => `${importerOf(defect, modules)}${defect}`)
  if (error.code !== 'bad-code') return [error.message]
  const place = file === undefined ? `a module of ${String(name)}` : `${String(file)}:${String(line)}`
  return [`${place}: it fails when it is loaded: ${String(problem)}`]
}

/** Where a package is imported that cannot be had; its name comes first in the defect. */
function importerOf(defect: string, modules: Bundle['modules']): string {
  for (const module of modules.values()) {
    const specifier = [...module.links.keys()].find((each) => defect.startsWith(`${each}: `))
    if (specifier !== undefined) return `${placeOfImport(module, specifier)}: `
  }
  return ''
}

/** What a system has against classes. */
function classDefects(error: unknown): string[] {
  if (!isInstarError(error)) throw error
  const { defects } = error.facts
  return typeof defects === 'string' ? defects.split('\n').map((each) => each.replace(/^ {2}- /, '')) : [error.message]
}
