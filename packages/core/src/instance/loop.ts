// The main loop of an instance whose class has one: a generator method `main`. Between two yields it holds the instance as
// any method does; at a yield it is at rest, messages get their turns, and an upgrade may end it there and start the loop
// of the new class. What is yielded is waited for at that point: a promise (in a plain generator; the language itself
// awaits it in an async one) or a function that gives one. What it settles to is the value of the `yield`, so it is never
// taken from the loop: an instance whose wait is over goes on to the next yield before it is upgraded.

import { Message } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import { isThenable } from '../base/promises.js'
import type { Cell, MainLoop } from './cell.js'
import { invokeAlone } from './invocation.js'

type Step = IteratorResult<unknown, unknown>
type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>
type Way = 'next' | 'throw'

class Loop implements MainLoop {
  /** Whether what it waited for is there and it has not gone on yet. */
  isDue = false
  private isEnded = false
  private readonly isAsync: boolean

  constructor(
    private readonly cell: Cell,
    /** Let go when it has ended: who still holds what it waited for would hold the code of the loop. */
    private generator: AnyGenerator | null,
    private readonly stop: () => void,
  ) {
    this.isAsync = Symbol.asyncIterator in generator!
  }

  /** Lets the loop run to its next yield, as a message like any other. */
  post(way: Way, value: unknown): void {
    this.deliver(this.isAsync, () => this.advance(way, value))
  }

  private deliver(isAsync: boolean, work: () => unknown): void {
    const slot = new MethodSlot('main', 'hook')
    slot.isOwed = this.isDue
    slot.isAsync = isAsync
    slot.waitsAtYields = !isAsync
    slot.code = () => (this.isEnded ? undefined : work())
    this.cell.deliver(new Message(this.cell, slot, [], null))
  }

  end(): unknown {
    if (this.isEnded) return undefined
    this.isEnded = true
    this.settleDebt()
    this.cell.live.gate?.onRest()
    const generator = this.generator!
    this.generator = null
    return finishOff(generator, generator.return(undefined))
  }

  private advance(way: Way, value: unknown): unknown {
    this.settleDebt()
    const step = this.generator![way](value)
    if (isThenable(step)) return (step as Promise<Step>).then((each) => this.wait(each))
    this.wait(step)
    // A plain stretch is over here; an asynchronous one comes to rest as any method does.
    return this.cell.live.gate?.onRest()
  }

  private wait({ done, value }: Step): void {
    if (this.isEnded) return
    if (done === true) {
      this.isEnded = true
      this.generator = null
      this.stop()
    } else if (typeof value === 'function') {
      // Asked for by a message of its own: when this stretch has ended, because whom it asks may ask back; and, when the
      // instance is frozen, not before it goes on, because what it brings would be the old loop's.
      this.deliver(false, () => this.ask(value as () => unknown))
    } else if (isThenable(value)) this.follow(value)
    else this.post('next', value)
  }

  private ask(question: () => unknown): void {
    let answer: unknown
    try {
      answer = question()
    } catch (error) {
      return this.goOn('throw', error)
    }
    if (isThenable(answer)) this.follow(answer)
    else this.goOn('next', answer)
  }

  // A thenable of another make may throw in its `then`, or call back twice.
  private follow(promise: PromiseLike<unknown>): void {
    Promise.resolve(promise).then(
      (result) => this.goOn('next', result),
      (error: unknown) => this.goOn('throw', error),
    )
  }

  private goOn(way: Way, value: unknown): void {
    if (this.isEnded) return
    this.isDue = true
    this.cell.live.owed += 1
    this.post(way, value)
  }

  private settleDebt(): void {
    if (!this.isDue) return
    this.isDue = false
    this.cell.live.owed -= 1
  }
}

/** Drives an ended generator on: a `finally` may yield as well, and goes on, as soon as it can, until it is done. */
function finishOff(generator: AnyGenerator, step: Step | Promise<Step>): unknown {
  if (isThenable(step)) return (step as Promise<Step>).then((each) => finishOff(generator, each))
  if (step.done === true) return undefined
  let awaited: unknown = step.value
  try {
    if (typeof awaited === 'function') awaited = (awaited as () => unknown)()
  } catch (error) {
    return finishOff(generator, generator.throw(error))
  }
  if (!isThenable(awaited)) return finishOff(generator, generator.next(awaited))
  return Promise.resolve(awaited).then(
    (result) => finishOff(generator, generator.next(result)),
    (error: unknown) => finishOff(generator, generator.throw(error)),
  )
}

/** Starts the main loop of an instance, if its class has one and it does not run already. */
export function startLoop(cell: Cell, stop: () => void): void {
  const { main } = cell.live
  if (main === null || cell.instance === null || cell.rare.loop !== null) return
  const loop = new Loop(cell, main.call(cell.instance) as AnyGenerator, stop)
  cell.rare.loop = loop
  loop.post('next', undefined)
}

/** Ends the main loop of a frozen instance as if a message had asked for it, so that nothing comes between. */
export function retireLoop(cell: Cell): void {
  if (cell.life?.loop == null) return
  const slot = new MethodSlot('main', 'hook')
  slot.isAsync = true
  slot.code = () => endLoop(cell)
  const before = cell.phase
  cell.phase = 'running'
  if (invokeAlone(cell, new Message(cell, slot, [], null))) cell.phase = before
  if (cell.signal !== null) cell.wake()
}

/** Ends the main loop where it yields: its `finally` blocks run. A promise when they are asynchronous. */
export function endLoop(cell: Cell): unknown {
  const loop = cell.life?.loop ?? null
  if (loop === null) return undefined
  cell.life!.loop = null
  return loop.end()
}
