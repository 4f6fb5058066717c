// The clients of a run: each sends its part of the scenario, one call after the other, and notes how the answers end. A call
// goes to an instance that has the method by then.

import { isInstarError, messageOf } from '../../base/errors.js'
import type { Random } from '../../base/random.js'
import type { Reference } from '../../ref/types.js'
import type { Simulation } from '../simulation/simulation.js'
import { describeCall, show } from '../wording.js'
import type { Action, Operation } from './options.js'
import type { PlannedCall } from './scenario.js'

/** What the clients of a run work with. */
export interface Errand {
  readonly simulation: Simulation
  readonly refs: readonly Reference[]
  readonly workload: readonly (Operation | Action)[]
  readonly random: Random
  /** Is told of each call that has been sent. */
  readonly onSent: () => void
}

export class Clients {
  sent = 0
  answered = 0
  failed = 0
  /** Nobody listens any more: what ends now has been ended by the end of the run. */
  isOver = false
  private readonly open = new Set<string>()

  constructor(private readonly errand: Errand) {}

  /** The calls that have not ended, as texts. */
  get waiting(): readonly string[] {
    return [...this.open]
  }

  start(calls: readonly PlannedCall[]): void {
    for (const who of new Set(calls.map(({ client }) => client))) {
      const own = calls.filter(({ client }) => client === who)
      this.sendNext(`client ${who}`, own)
    }
  }

  private sendNext(client: string, [next, ...rest]: readonly PlannedCall[]): void {
    if (next === undefined) return
    this.errand.simulation.act(client, `${client} calls`, () => {
      this.send(client, next)
      this.sent += 1
      this.errand.onSent()
      this.sendNext(client, rest)
    })
  }

  private send(client: string, { operation, target, args }: PlannedCall): void {
    const { simulation, workload, random } = this.errand
    const what = workload[operation]!
    const able = this.errand.refs.filter(
      (ref) => typeof what === 'function' || methodOf(ref, what.method) !== undefined,
    )
    const name = typeof what === 'function' ? what.name || 'action' : describeCall(what.method, args)
    if (able.length === 0) return simulation.note(`${client} calls nobody: no instance has ${name} by now`)
    const ref = able[target % able.length]!
    const title = `${client}, call ${this.sent + 1}: ${show(ref)}.${name}`
    simulation.note(title)
    try {
      this.follow(
        title,
        typeof what === 'function' ? what(ref, random) : methodOf(ref, what.method)!.apply(ref, [...args]),
      )
    } catch (error) {
      this.end(title, false, messageOf(error))
    }
  }

  private follow(title: string, answer: unknown): void {
    if (!(answer instanceof Promise)) return this.end(title, true, undefined)
    this.open.add(title)
    answer.then(
      (value: unknown) => this.end(title, true, value),
      (error: unknown) => this.end(title, false, isInstarError(error) ? error.code : messageOf(error)),
    )
  }

  private end(title: string, isAnswer: boolean, value: unknown): void {
    if (this.isOver) return
    this.open.delete(title)
    if (isAnswer) this.answered += 1
    else this.failed += 1
    this.errand.simulation.note(`${title} ${isAnswer ? 'gave' : 'failed:'} ${show(value)}`)
  }
}

type Method = (this: Reference, ...args: readonly unknown[]) => unknown

function methodOf(ref: Reference, name: string): Method | undefined {
  const method = (ref as unknown as Record<string, unknown>)[name]
  return typeof method === 'function' ? (method as Method) : undefined
}
