// Loads classes from text: the only way in which code can be forgotten again. What `import` has loaded stays for ever;
// a function that is compiled from text goes with the last class that it has made, provided that V8 keeps no copy for
// the next time. Loading touches nothing of any system: who looks at a release may throw away what comes out.

import { setFlagsFromString } from 'node:v8'
import { compileFunction, constants } from 'node:vm'
import { messageOf } from '../base/errors.js'
import { type CollectedClass, collectClasses, type TextPosition } from '../class/collector.js'
import type { ClassValue, SourcePlace } from '../class/metadata.js'
import { actorName, ownRecord } from '../class/reader.js'
import { fail } from '../protocol/failures.js'
import { type LoadEffect, type SeenEffect, watchEffects } from './load-effects.js'
import { Modules, type Require } from './modules.js'
import { LazySourceMap } from './source-map.js'
import { showSources } from './stack-traces.js'

/**
 * Code to load: one CommonJS text, or a text that calls `define(id, (exports, module, require) => ...)` for each of its modules
 * and then requires one of them. What the modules of one text import from each other keeps no version of an actor class.
 */
export interface CodeUnit {
  /** Stands in stack traces, as `actor:<name>#<count>`, where the source map has nothing. */
  readonly name: string
  readonly text: string
  /** Its source map, as JSON text. */
  readonly map?: string
  /** Hashes of the sources of its classes, by name of class; the content of a class is compared by them. */
  readonly hashes?: Readonly<Record<string, string>>
}

/** What came out of evaluating code. */
export interface EvaluatedCode {
  /** All actor classes that it defines, exported or not, in the order in which they were decorated. */
  readonly classes: readonly ClassValue[]
  readonly exports: Readonly<Record<string, unknown>>
  /** Where each class is declared, by name of class. */
  readonly places: Readonly<Record<string, SourcePlace>>
  /** What it did beside defining. */
  readonly effects: readonly LoadEffect[]
}

/** The text as a function; `define` makes modules of its parts. */
type Text = (exports: object, module: { exports: object }, require: Require, define: Modules['define']) => void

/** Evaluates code; throws `bad-code`, with file and line. */
export function evaluateCode(unit: CodeUnit, require: Require): EvaluatedCode {
  // A name of its own: the same release may be loaded twice, and each failure is looked up in its own map.
  const file = `actor:${unit.name}#${(loads += 1)}`
  const map = unit.map === undefined ? undefined : new LazySourceMap(unit.map)
  const module = { exports: {} as Record<string, unknown> }
  const modules = new Modules(require)
  let collected: CollectedClass[] = []
  let effects: SeenEffect[] = []
  try {
    const body = compile(unit.text, file)
    effects = watchEffects(() => {
      collected = collectClasses(() => body(module.exports, module, modules.require, modules.define))
    })
  } catch (error) {
    throw badCode(unit.name, error, placeOfFailure(error, file, map))
  }
  const places = new Map(collected.map(({ value, callers }) => [value, placeIn(callers, file, map)]))
  for (const [value, place] of places) ownRecord(value).origin = { hash: hashOf(value, unit), place }
  if (map !== undefined) showSources(file, map, [...places.keys(), module.exports])
  return {
    classes: [...places.keys()],
    exports: module.exports,
    places: Object.fromEntries([...places].flatMap(([value, place]) => (place ? [[actorName(value), place]] : []))),
    effects: effects.map(({ what, callers }) => ({ what, place: placeIn(callers, file, map) })),
  }
}

// Both belong to the process, not to a system: file names for V8, and a flag of V8.
let loads = 0
let isForgetful = false

function compile(text: string, filename: string): Text {
  // V8 keeps what it has compiled for the next equal text, and with it all that the text has made.
  if (!isForgetful) setFlagsFromString('--no-compilation-cache')
  isForgetful = true
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  return compileFunction(text, ['exports', 'module', 'require', 'define'], {
    filename,
    importModuleDynamically,
  }) as Text
}

function hashOf(value: ClassValue, { hashes = {} }: CodeUnit): string | null {
  const name = actorName(value)
  return Object.hasOwn(hashes, name) ? hashes[name]! : null
}

/** The nearest caller that belongs to the code, as its source has it. */
function placeIn(callers: readonly TextPosition[], file: string, map: LazySourceMap | undefined): SourcePlace | null {
  for (const caller of callers) {
    if (caller.file !== file) continue
    const position = map === undefined ? caller : map.find(caller)
    if (position !== undefined) return { file: position.file, line: position.line }
  }
  return null
}

/** Where code failed, by the stack of what was thrown: that of a syntax error begins with the place. */
function placeOfFailure(error: unknown, file: string, map: LazySourceMap | undefined): SourcePlace | null {
  const stack = error instanceof Error ? String(error.stack) : ''
  const found = stack.split('\n').flatMap((line) => {
    const [, at, column = '1'] = line.startsWith(`${file}:`)
      ? [file, line.slice(file.length + 1)]
      : (line.split(`${file}:`)[1]?.match(/^(\d+):(\d+)/) ?? [])
    return at === undefined ? [] : [{ file, line: Number(at), column: Number(column) }]
  })
  return placeIn(found, file, map)
}

function badCode(name: string, error: unknown, place: SourcePlace | null): Error {
  const where = place === null ? '' : ` (${place.file}:${place.line})`
  const facts = { name, problem: messageOf(error), place: where, file: place?.file, line: place?.line }
  return fail('bad-code', facts, error)
}
