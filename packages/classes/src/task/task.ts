// A task: one piece of work with an exit of its own. The work is one message, so an upgrade waits for it and names it when it
// is late, and whoever asks for the result waits behind it in the mailbox. Ancestor: Elixir's Task.
//
//   waiting --> working --> done       ends `stopped`, with { result }, when the result was taken or `keepFor` is over
//      |           |------> failed     ends `crashed`, at once
//      '-----------'------> cancelled  ends `stopped`, with { cancelled }, at once
//
// The invariant: `run` is called once, whoever is first, `start`'s message or a request for the result that came before it.

import { Actor, actor, attribute, oneway, type Oneway } from '@instar/core'
import { fail } from '../failures.js'
import { genericRequest } from '../generic-request.js'
import { limit, obey } from './cancellation.js'

/** How far a task has come. */
export type TaskState =
  /** It has not begun. */
  | 'waiting'
  /** `run` is under way. */
  | 'working'
  /** `run` has given a result. */
  | 'done'
  /** `run` has thrown. */
  | 'failed'
  /** It was called off before it was done. */
  | 'cancelled'

/**
 * One piece of work: extend it, write `run`, and spawn it with the arguments of `run`. `A` are these arguments, `R` is the result.
 * The result is had by `result()` or, whenever one likes, by `resultOf(task)`. A failure is an exit like any other crash, so links,
 * monitors and supervisors see it. `stop` waits for the work, `kill` abandons it.
 */
@actor({ version: '1.0.0', description: 'does one piece of work, and ends' })
export abstract class Task<A extends readonly unknown[] = [], R = unknown> extends Actor {
  @attribute({ initial: 'waiting' }) taskState!: TaskState
  @attribute({ description: 'the arguments of the work' }) taskArguments: A
  @attribute({ description: 'the result, or what was thrown' }) taskOutcome: unknown = undefined
  /** Milliseconds that `run` may take, then the task is killed, with the error `task-late`. A constructor may set it. */
  @attribute({ initial: Infinity }) timeLimit!: number
  /** Milliseconds that the task waits, when it is done, for somebody to ask for the result. A constructor may set it. */
  @attribute({ initial: 5000 }) keepFor!: number
  /** Transient: what aborts `signal`. */
  readonly taskController = new AbortController()
  /** Transient: what lets go of the signals that it obeys. */
  readonly taskReleases: (() => void)[] = []

  constructor(...args: A) {
    super()
    this.taskArguments = args
  }

  /** The work. It is called once, and may be asynchronous; then it should look at `this.signal`. */
  abstract run(...args: A): R | Promise<R>

  /** Aborted when the task is called off, late or killed before it is done; for what `run` waits for. */
  get signal(): AbortSignal {
    return this.taskController.signal
  }

  /**
   * Lets a signal call the task off: `this.signal` is aborted with its reason, and if the work then fails, or has not begun, the task
   * ends normally. Work that does not look at `this.signal` goes on to its end. For a constructor, or the beginning of `run`.
   */
  cancelOn(signal: AbortSignal): void {
    this.taskReleases.push(obey(signal, this.taskController))
  }

  start(): void {
    this.self(Task).work()
  }

  destruct(): void {
    for (const release of this.taskReleases) release()
    const { className, pid } = this.self(Task)
    if (this.taskState === 'working') this.taskController.abort(fail('task-over', { class: className, pid }))
  }

  /**
   * The result, when the work is done; the task ends when all who asked have it. Rejects with what `run` threw when this request came
   * before the work, else with `exited` or `no-such-instance`, which has the exit in its facts: `resultOf` is plainer there.
   */
  @genericRequest() async result(): Promise<R> {
    await this.perform()
    if (this.taskState !== 'done') throw this.taskOutcome
    this.self(Task).leave()
    return this.taskOutcome as R
  }

  /** Begins the work; `start` sends it. */
  @oneway() async work(): Promise<Oneway> {
    await this.perform()
    if (this.taskState === 'failed') throw this.taskOutcome
    if (this.taskState === 'cancelled') this.stop({ cancelled: this.signal.reason as unknown })
    else this.after(this.keepFor, Task).leave()
  }

  /** Ends the task, with the result as the detail of its exit; does nothing before it is done. */
  @oneway() leave(): Oneway {
    if (this.taskState === 'done') this.stop({ result: this.taskOutcome })
  }

  /** Runs the work unless it was run; never rejects. */
  async perform(): Promise<void> {
    if (this.taskState !== 'waiting') return
    const { className, pid } = this.self(Task)
    this.taskState = 'working'
    const late = fail('task-late', { class: className, pid, ms: this.timeLimit })
    const forget = limit(this.self(Task), this.taskController, this.system.clock, this.timeLimit, late)
    try {
      this.signal.throwIfAborted()
      this.taskOutcome = await this.run(...this.taskArguments)
      this.taskState = 'done'
    } catch (error) {
      this.taskState = this.signal.aborted ? 'cancelled' : 'failed'
      this.taskOutcome = error
    } finally {
      forget()
    }
  }
}
