// The door of the loader, in the types of those who use classes.

import type { ActorClass } from '../instance/actor.js'
import { type CodeUnit, evaluateCode, type EvaluatedCode } from '../loader/code.js'
import type { Require } from '../loader/modules.js'

/** What came out of loading code. */
export interface LoadedCode extends Omit<EvaluatedCode, 'classes'> {
  /** All actor classes that it defines, exported or not, in the order in which they were decorated. */
  readonly classes: readonly ActorClass[]
}

/**
 * Loads classes from text, so that they can be forgotten again; `require` gives what the code imports, synchronously. It
 * touches no system: classes are known to one once they are registered, spawned or upgraded to. Throws `bad-code`, with file
 * and line, for text that is no JavaScript and for a module that throws.
 */
export function loadCode(unit: CodeUnit, require: Require): LoadedCode {
  return evaluateCode(unit, require) as LoadedCode
}
