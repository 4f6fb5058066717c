// The modules of one text. Each is a function of its own, so that what one module holds is not in the reach of another: if
// they shared a scope, a class that lives on unchanged would keep every version that was loaded with it. What they import
// from each other comes by a front that copies all but actor classes, and leads to those without holding them.
//
//   define('src/cat.js', (exports, module, require) => { ... require('./mammal.js') ... })

import { posix } from 'node:path'
import { handleOf } from '../class/handle.js'
import type { ClassValue } from '../class/metadata.js'
import { readRecord } from '../class/reader.js'

export type Require = (id: string) => unknown
export type Body = (exports: object, module: { exports: object }, require: Require) => void

export class Modules {
  private readonly bodies = new Map<string, Body>()
  private readonly fronts = new Map<string, object>()
  /** Those that are being evaluated; a circle of imports sees them as far as they have come. */
  private readonly underWay = new Map<string, { exports: object }>()

  /** `packages` gives what is no module of this text. */
  constructor(private readonly packages: Require) {}

  /** Makes a module known; it is evaluated when it is required for the first time. */
  readonly define = (id: string, body: Body): void => {
    this.bodies.set(id, body)
  }

  /** What the text itself requires: modules by their ids, packages by their names. */
  readonly require: Require = (id) => {
    const body = this.bodies.get(id)
    if (body === undefined) return this.packages(id)
    return this.fronts.get(id) ?? this.underWay.get(id)?.exports ?? this.evaluate(id, body)
  }

  private evaluate(id: string, body: Body): object {
    const module: { exports: object } = { exports: {} }
    this.underWay.set(id, module)
    try {
      body(module.exports, module, (specifier) => this.require(resolved(specifier, id)))
    } finally {
      this.underWay.delete(id)
    }
    const front = frontOf(module.exports)
    this.fronts.set(id, front)
    return front
  }
}

/** The id of what a module imports by a relative path. */
function resolved(specifier: string, importer: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : specifier
}

function propertyFor(value: unknown): PropertyDescriptor {
  if (readRecord(value as ClassValue)?.options !== undefined) return { get: handleOf(value as ClassValue) }
  return { value: isNamespace(value) ? frontOf(value) : value }
}

/** Whether a value is what `import * as name` gives. */
function isNamespace(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === 'Module'
}

/** What a module exports, without holding its actor classes. */
function frontOf(exports: object): object {
  if (typeof exports !== 'object' || exports === null) return exports
  const front = Object.create(Object.getPrototypeOf(exports) as object | null) as object
  for (const key of Reflect.ownKeys(exports)) {
    const enumerable = Object.prototype.propertyIsEnumerable.call(exports, key)
    Object.defineProperty(front, key, { enumerable, ...propertyFor(Reflect.get(exports, key)) })
  }
  return front
}
