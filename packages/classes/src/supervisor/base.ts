// What all supervisors have: the books of their children, and what is done when one of them has ended. Which children there
// are is for `Supervisor` and `DynamicSupervisor` to say. The books are attributes, so a supervisor is upgraded while its
// children live; ends and waits come as messages by name, so nothing of an old generation is kept.

import {
  Actor,
  actor,
  attribute,
  type Backoff,
  type ExitReason,
  type Intensity,
  type Monitor,
  oneway,
  type Oneway,
  type Pid,
  Random,
  RANDOM,
  request,
  type RestartHistory,
  service,
  type StrategyName,
  Supervision,
  SUPERVISION,
} from '@instar/core'
import { fail } from '../failures.js'
import { demandStart, release, stopChildren, versionOf } from './births.js'
import { type Child, type ChildInfo, infoOf } from './child.js'
import { recover, restartNow } from './recovery.js'

/**
 * What `Supervisor` and `DynamicSupervisor` have in common. Override `strategy`, `intensity` and `backoff`; they are asked
 * anew for each decision, so what they give may depend on attributes, and on the version of the class.
 */
@actor({ version: '1.0.0', stopTimeout: Infinity, description: 'restarts its children when they fail' })
export abstract class BaseSupervisor extends Actor {
  /** The children by id, in start order. */
  @attribute({ initial: () => new Map(), description: 'the children by id, in start order' })
  supervised!: Map<string, Child>
  /** The restarts that count for the intensity, the latest first. */
  @attribute({ initial: () => [], description: 'when children were restarted, as far as it counts' })
  restartHistory!: RestartHistory
  /** Numbers the restarts that wait. */
  @attribute({ initial: 0, description: 'how many restarts there have been' }) turns!: number
  @service(SUPERVISION) supervision!: Supervision
  @service(RANDOM) random!: Random
  /** How the ends of the children are told, by id. */
  readonly monitors: Map<string, Monitor> = new Map()

  /** Who is restarted along with a child that has failed; `one-for-one` by default. */
  @request({ const: true }) strategy(): StrategyName | (string & {}) {
    return 'one-for-one'
  }

  /** How many restarts are borne; 3 within 5,000 ms by default. One more, and the supervisor crashes. */
  @request({ const: true }) intensity(): Intensity {
    return { restarts: 3, withinMs: 5000 }
  }

  /** How long to wait before restarts; null, the default, does not wait. */
  @request({ const: true }) backoff(): Backoff | null {
    return null
  }

  /** The children as plain data, in start order. */
  @request({ const: true }) childrenNow(): ChildInfo[] {
    const versions = new Map<string, string | null>()
    return [...this.supervised.values()].map((child) => {
      const name = child.spec.class
      if (!versions.has(name)) versions.set(name, versionOf(this, name))
      return infoOf(child, versions.get(name)!)
    })
  }

  /** One child as plain data; undefined when there is none by this id. */
  @request({ const: true }) childNow(id: string): ChildInfo | undefined {
    const child = this.supervised.get(id)
    return child === undefined ? undefined : infoOf(child, versionOf(this, child.spec.class))
  }

  /** How many children there are, those that wait or are stopped included. */
  @request({ const: true }) countChildren(): number {
    return this.supervised.size
  }

  /**
   * Starts a child by its present spec; one that runs is stopped first. It does not count for the intensity. Rejects with
   * `no-such-child`, and with `child-not-started` when it cannot be started: it is stopped then.
   */
  @request() async restartChild(id: string): Promise<ChildInfo> {
    const child = this.demandChild(id)
    await stopChildren(this, [id])
    child.attempts = 0
    await demandStart(this, child)
    return infoOf(child, versionOf(this, child.spec.class))
  }

  /** Stops a child, within its own limit; it is not restarted until somebody asks. Rejects with `no-such-child`. */
  @request() async stopChild(id: string): Promise<void> {
    this.demandChild(id)
    await stopChildren(this, [id])
  }

  /** Stops a child, if it runs, and forgets it. Rejects with `no-such-child`. */
  @request() async removeChild(id: string): Promise<void> {
    this.demandChild(id)
    await stopChildren(this, [id])
    this.supervised.delete(id)
  }

  /** The end of a child arrives. Throws `too-many-restarts`, and so ends the supervisor, when too many have been needed. */
  @oneway() async childEnded(id: string, pid: Pid, reason: ExitReason): Promise<Oneway> {
    const child = this.supervised.get(id)
    // One that has been replaced meanwhile is nobody's any more.
    if (child?.ref?.pid !== pid) return
    release(this, child)
    await recover(this, id, reason)
  }

  /** The time of a restart has come. */
  @oneway() async restartDue(turn: number, ids: readonly string[]): Promise<Oneway> {
    await restartNow(this, turn, ids)
  }

  /** Stops the children, the last one first, each within its own limit. */
  async destruct(): Promise<void> {
    await stopChildren(this, [...this.supervised.keys()].toReversed())
  }

  /** Lets a restart wait; for the functions that work for the supervisor. */
  restartLater(turn: number, ids: readonly string[], ms: number): void {
    this.after(ms, BaseSupervisor).restartDue(turn, ids)
  }

  /** What becomes of a child that has ended for good: its spec stays. */
  childAtRest(child: Child): void {
    child.status = 'stopped'
  }

  /** The child by this id; throws `no-such-child`. */
  demandChild(id: string): Child {
    const child = this.supervised.get(id)
    if (child !== undefined) return child
    const { className, pid } = this.self(BaseSupervisor)
    throw fail('no-such-child', { class: className, pid, child: id })
  }
}
