// How a pool is set up: what may be said, what holds when nothing is said, and what is wrong with it.

import { type Actor, type ConcreteClass, readDeclaration } from '@instar/core'
import { fail } from '../failures.js'

/** What becomes of a job when all workers are busy and the queue is full. */
export type FullQueueRule =
  /** `run` rejects with `pool-full`. */
  | 'reject'
  /** The job that has waited for longest is given up, with `job-dropped`. */
  | 'drop-oldest'
  /** The job waits for a place in the queue, for `patience` milliseconds; then it is given up, with `job-late`. */
  | 'wait'

/** The arguments of a worker's method. */
export type WorkArguments<W, M extends keyof W> = W[M] extends (...args: infer A) => unknown ? A : never
/** What a worker's method gives. */
export type WorkResult<W, M extends keyof W> = W[M] extends (...args: never[]) => infer R ? Awaited<R> : never

/** How a pool is set up. */
export interface WorkerPoolOptions<W extends Actor, M extends keyof W> {
  /** The class of the workers, or its name. It is kept by name, so that workers are always born on what is current. */
  readonly worker: ConcreteClass<W> | string
  /** The arguments of their constructor; none by default. */
  readonly args?: readonly unknown[]
  /** The request that does a job. */
  readonly method: M
  /** How many workers there are; 0 is allowed, and nobody works then. */
  readonly size: number
  /** How many jobs may wait when all workers are busy; `Infinity` by default. */
  readonly queueLimit?: number
  /** What becomes of one too many; `reject` by default. */
  readonly whenFull?: FullQueueRule
  /** Milliseconds to wait for a place in the queue, when `whenFull` is `wait`; 5000 by default. */
  readonly patience?: number
  /** How often a job is given to another worker when one has ended under it; 0 by default. */
  readonly retries?: number
  /** Milliseconds that a worker may work on a job, `Infinity` by default. One that takes longer is replaced. */
  readonly timeout?: number
}

/** What a pool keeps of its options about workers: classes by name. */
export interface CrewSettings {
  readonly worker: string
  readonly args: readonly unknown[]
}

/** What a pool keeps of its options about jobs. */
export interface JobSettings {
  readonly method: string
  readonly queueLimit: number
  readonly whenFull: FullQueueRule
  readonly patience: number
  readonly retries: number
  readonly timeout: number
}

type AnyOptions = Omit<WorkerPoolOptions<Actor, never>, 'worker' | 'method'> & {
  readonly worker: unknown
  readonly method: string
}

export function crewSettingsOf({ worker, args = [] }: AnyOptions): CrewSettings {
  return { worker: nameOf(worker)!, args }
}

export function jobSettingsOf(options: AnyOptions): JobSettings {
  const { queueLimit = Infinity, whenFull = 'reject', patience = 5000, retries = 0, timeout = Infinity } = options
  return { method: options.method, queueLimit, whenFull, patience, retries, timeout }
}

/** Throws all that is wrong with a set of options. */
export function demandOptions(options: unknown): void {
  const problems = poolProblems(options)
  if (problems.length > 0) throw fail('bad-setting', { class: 'WorkerPool', problems: problems.join('\n') })
}

/** All that is wrong with a set of options, as sentences. */
function poolProblems(options: unknown): string[] {
  if (typeof options !== 'object' || options === null) return ['- there are no options: give { worker, method, size }']
  const given = options as Record<string, unknown>
  const problems: string[] = []
  const demand = (option: string, isGood: boolean, cure: string): void => {
    if (!isGood) problems.push(`- ${option} is ${String(given[option])}: ${cure}`)
  }
  demand('worker', nameOf(given['worker']) !== undefined, 'give an actor class or the name of one')
  demand('method', typeof given['method'] === 'string', 'give the name of a request of the worker')
  demand('size', isCount(given['size']), 'give a whole number from 0 on')
  const { queueLimit, whenFull, patience, retries, timeout, args } = given
  demand(
    'queueLimit',
    queueLimit === undefined || queueLimit === Infinity || isCount(queueLimit),
    'give a whole number from 0 on, or Infinity',
  )
  demand(
    'whenFull',
    whenFull === undefined || ['reject', 'drop-oldest', 'wait'].includes(whenFull as string),
    "say 'reject', 'drop-oldest' or 'wait'",
  )
  demand('patience', patience === undefined || isMs(patience), 'give milliseconds')
  demand(
    'retries',
    retries === undefined || retries === Infinity || isCount(retries),
    'give a whole number from 0 on, or Infinity',
  )
  demand('timeout', timeout === undefined || isMs(timeout), 'give milliseconds')
  demand('args', args === undefined || Array.isArray(args), "give a list of the constructor's arguments")
  for (const option of Object.keys(given)) if (!known.has(option)) problems.push(`- there is no option ${option}`)
  return problems
}

const known = new Set('worker args method size queueLimit whenFull patience retries timeout'.split(' '))

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function isMs(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}

function nameOf(which: unknown): string | undefined {
  if (typeof which === 'string') return which === '' ? undefined : which
  return typeof which === 'function' ? readDeclaration(which)?.name : undefined
}
