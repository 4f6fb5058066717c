// A task that calls a static method of an actor class: a piece of work for which nobody wants to write a class. Like Elixir's
// `Task.start(module, function, arguments)`, and like it by name: it calls what is current when its time has come.

import { type ActorClass, actor, attribute, readDeclaration } from '@instar/core'
import { fail } from '../failures.js'
import { Task } from './task.js'

/** The static methods of a class, by name. */
export type StaticsOf<C> = { [K in keyof C & string]: C[K] extends (...args: never[]) => unknown ? K : never }[keyof C &
  string]

type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never
type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never

/**
 * Calls a static method once: `spawn(MethodTask<typeof Report, 'build'>, [Report, 'build', [2024]])`. The class is a value or a name;
 * it is kept by name. Who writes the types gets arguments and result typed.
 */
@actor({ version: '1.0.0', description: 'calls a static method once, and ends' })
export class MethodTask<C extends ActorClass = ActorClass, M extends StaticsOf<C> = StaticsOf<C>> extends Task<
  ArgumentsOf<C[M]>,
  ResultOf<C[M]>
> {
  @attribute({ description: 'the class whose method it calls' }) taskClass: string
  @attribute({ description: 'the static method that it calls' }) taskMethod: string

  constructor(which: C | string, method: M, args: ArgumentsOf<C[M]>) {
    super(...args)
    this.taskMethod = method
    if (typeof which === 'function') this.system.register(which)
    this.taskClass = typeof which === 'function' ? readDeclaration(which)!.name : which
    const { methods } = this.system.describe(this.taskClass)
    if (!methods.some(({ name, kind }) => name === method && kind === 'static'))
      throw fail('no-static-method', { class: this.taskClass, method })
  }

  override run(...args: ArgumentsOf<C[M]>): ResultOf<C[M]> | Promise<ResultOf<C[M]>> {
    const statics = this.system.static(this.taskClass as unknown as ActorClass) as unknown as Record<string, Function>
    return statics[this.taskMethod]!(...args) as ResultOf<C[M]>
  }
}
