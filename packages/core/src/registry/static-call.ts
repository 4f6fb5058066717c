// A call of a static method: it runs on the current generation and is counted there, from the moment it enters until its
// promise settles. So callers drain off the old code by themselves, and whoever lingers can be named. Nobody is killed: a
// hard purge only takes the promise away from those who wait.

import { isThenable } from '../base/promises.js'
import type { ClassValue } from '../class/metadata.js'
import type { Clock } from '../base/clock.js'
import { runningMessage } from '../protocol/current.js'
import { runStaticCall, StaticCall } from '../protocol/static-call.js'
import { fail, PurgedError } from '../protocol/failures.js'
import { type Code, isAsyncFunction } from '../protocol/method.js'
import type { Generation, Lease } from './generation.js'

/** What a static call needs of a live class. */
interface Level {
  readonly name: string
  readonly current: Generation
  readonly lineage: readonly Level[]
}

/** Calls a static method of the current generation, by way of a class value of any generation. */
export function callStatic(
  live: Level,
  owner: string,
  value: ClassValue,
  method: string,
  args: readonly unknown[],
  clock: Clock,
  system: object,
): unknown {
  const { generation, code } = findStatic(live, owner, value, method)
  const call = new StaticCall(system)
  const result = runStaticCall(call, isAsyncFunction(code), () => code.apply(live.current.value, args as never[]))
  return isThenable(result) ? leased(generation, method, result, call, clock) : result
}

// A value that is current was asked for the method that it inherits, or, like any value that has a static of this name
// itself, asks for it by `super`: then the search starts where the stub was written. Otherwise an older value stands for
// its name, and may have a newer override.
function findStatic(
  live: Level,
  owner: string,
  value: ClassValue,
  method: string,
): { generation: Generation; code: Code } {
  const isSuper = owner !== live.name && Object.hasOwn(value, method)
  const isCurrent = value === live.current.value
  const start = isSuper || isCurrent ? live.lineage.findIndex(({ name }) => name === owner) : 0
  for (const { current: generation } of live.lineage.slice(Math.max(0, start))) {
    const code = generation.record.statics.get(method)?.code
    if (code !== undefined) return { generation, code }
  }
  throw fail('no-such-method', { class: live.name, version: live.current.version, method: `static ${method}` })
}

function leased(
  generation: Generation,
  method: string,
  result: PromiseLike<unknown>,
  call: StaticCall,
  clock: Clock,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const lease: Lease = {
      kind: 'static',
      method,
      pid: runningMessage()?.target.pid ?? null,
      since: clock.now(),
      revoke: () => {
        const purged = new PurgedError({ class: generation.name, version: generation.version, method })
        reject(purged)
        call.abort(purged)
      },
    }
    generation.leases.add(lease)
    const end = (): void => void generation.leases.delete(lease)
    Promise.resolve(result).then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
  })
}
