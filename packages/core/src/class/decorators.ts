// The decorators. They record and do nothing else; whether what they recorded makes a class is for `checks` to say, at
// registration, when all of it is there. The one thing that a decorator puts on a class is the stub of a static method.

import { fail } from '../protocol/failures.js'
import type { Code } from '../protocol/method.js'
import { placesOfCallers, reportClass } from './collector.js'
import type { ActorOptions, AliasAdapter, Aliases, AttributeOptions, ClassRecord, ClassValue } from './metadata.js'
import type { AnyMethod, IsOneway } from './oneway.js'
import { ownRecord } from './reader.js'
import { staticStub } from './static-stub.js'

/** Makes a class that extends Actor an actor class, with a version of its own. */
export function actor(options: ActorOptions): (value: abstract new (...args: never[]) => object) => void {
  demandCall(options, 'actor')
  const callers = placesOfCallers()
  return (value) => {
    ownRecord(value).options = options
    reportClass(value, callers)
  }
}

/** Declares a field as an attribute: owned by the class, and carried through upgrades and restarts. */
export function attribute(options: AttributeOptions = {}): (target: object, name: string) => void {
  demandCall(options, 'attribute')
  return (target: object, name: string, descriptor?: PropertyDescriptor) => {
    const { record, isStatic } = placeOf(target)
    if (isStatic) record.misuses.push(`@attribute() on the static field ${name}: attributes belong to instances`)
    else if (typeof name !== 'string')
      record.misuses.push(`@attribute() on ${String(name)}: an attribute is named by a string`)
    else if (descriptor !== undefined)
      record.misuses.push(`@attribute() on ${name}, which is no plain field: declare it as \`${name} = ...\``)
    else record.attributes.set(name, { ...options, name })
  }
}

/** What can be said about a oneway. */
export interface OnewayOptions {
  /** Names that the method had in other versions: who still calls it so reaches it, with adapted arguments if need be. */
  readonly aliases?: Aliases
  /** Which arguments no crash report shows: `true` for all, a list for those at these places, from 0. None by default. */
  readonly redact?: boolean | readonly number[]
}

/** What can be said about a request. */
export interface RequestOptions extends OnewayOptions {
  /** It leaves all attributes as they are; a write throws. Frozen instances answer it. */
  readonly const?: boolean
}

/** The compiler's complaint when a decorator and the return type disagree. */
export interface OnewayExpected {
  readonly 'a oneway is declared to return Oneway, or Promise<Oneway> when it is async': never
}
export interface RequestExpected {
  readonly 'a request returns its answer; a method that returns Oneway is decorated with @oneway()': never
}

/** A method that answers: callers get a promise of what it returns. A `const` request leaves all attributes as they are. */
export function request(
  options: RequestOptions = {},
): <M extends AnyMethod>(
  target: object,
  name: string,
  descriptor: TypedPropertyDescriptor<M> & (IsOneway<ReturnType<M>> extends true ? RequestExpected : unknown),
) => void {
  demandCall(options, 'request')
  return (target, name) => recordMethod(target, name, 'request', options.const ?? false, options)
}

/** A method that does not answer: callers send and go on. */
export function oneway(
  options: OnewayOptions = {},
): <M extends AnyMethod>(
  target: object,
  name: string,
  descriptor: TypedPropertyDescriptor<M> & (IsOneway<ReturnType<M>> extends true ? unknown : OnewayExpected),
) => void {
  demandCall(options, 'oneway')
  return (target, name) => recordMethod(target, name, 'oneway', false, options)
}

/** A method of the class itself. Its callers always reach the current generation, and are counted in the one they entered. */
export function staticMethod(): <M extends AnyMethod>(
  target: object,
  name: string,
  descriptor: TypedPropertyDescriptor<M>,
) => void {
  return (target, name, descriptor) => {
    if (typeof target !== 'function') {
      ownRecord(target.constructor).misuses.push(
        `@staticMethod() on ${name}, which is not static: write \`static ${name}()\``,
      )
      return
    }
    ownRecord(target).statics.set(name, { name, code: descriptor.value as unknown as Code })
    descriptor.value = staticStub(target, name) as never
  }
}

/** A field that reads a service of the system: replaced services are seen by living instances. */
export function service(token: symbol | string): (target: object, name: string) => void {
  return (target, name) => {
    const { record, isStatic } = placeOf(target)
    if (isStatic) record.misuses.push(`@service() on the static field ${String(name)}: services belong to instances`)
    else if (typeof name !== 'string')
      record.misuses.push(`@service() on ${String(name)}: a service is named by a string`)
    else record.services.set(name, { name, token })
  }
}

/** Decorators get the class for its static members, the prototype for the others. */
function placeOf(target: object): { readonly record: ClassRecord; readonly isStatic: boolean } {
  const isStatic = typeof target === 'function'
  return { record: ownRecord(isStatic ? (target as ClassValue) : target.constructor), isStatic }
}

function recordMethod(
  target: object,
  name: string,
  kind: 'request' | 'oneway',
  isConst: boolean,
  { aliases = [], redact = false }: OnewayOptions,
): void {
  const decorator = kind === 'request' ? '@request()' : '@oneway()'
  const { record, isStatic } = placeOf(target)
  if (isStatic) record.misuses.push(`${decorator} on the static method ${name}: use @staticMethod()`)
  else if (typeof name !== 'string')
    record.misuses.push(`${decorator} on ${String(name)}: a method is named by a string`)
  else if (record.methods.has(name))
    record.misuses.push(`${name} is decorated twice as a method: keep one of @request() and @oneway()`)
  else record.methods.set(name, { name, kind, isConst, redact, aliases: aliasMap(aliases) })
}

function aliasMap(aliases: Aliases): Map<string, AliasAdapter | null> {
  if (Array.isArray(aliases)) return new Map((aliases as readonly string[]).map((alias) => [alias, null]))
  return new Map(Object.entries(aliases as Readonly<Record<string, AliasAdapter>>))
}

// Without its brackets a decorator is handed the class or its prototype, and would do nothing.
function demandCall(options: unknown, decorator: string): void {
  const isOptions =
    typeof options === 'object' && options !== null && Object.getPrototypeOf(options) === Object.prototype
  if (!isOptions) throw fail('bad-decorator', { decorator })
}
