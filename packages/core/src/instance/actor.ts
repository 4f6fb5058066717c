// The class that actor classes extend. What it offers is for the author's methods; others hold refs, which have none of it.
// All of it is public, because TypeScript writes no declaration of a class made in a function that has protected members.

import { cellKey, stateKey } from '../class/keys.js'
import type { ClassValue } from '../class/metadata.js'
import { actorName } from '../class/reader.js'
import { endedInstance } from '../protocol/current.js'
import { demandMs } from '../protocol/demands.js'
import { fail } from '../protocol/failures.js'
import { runningStaticCall } from '../protocol/static-call.js'
import { targetOf } from '../ref/ref.js'
import type { HookName } from '../class/hooks.js'
import type { Delayed, Methods, Reference } from '../ref/types.js'
import { birth } from '../registry/birth.js'
import type { State } from '../registry/layout.js'
import { cellOf, constructAskingTrait, constructReadyTraits, notSpawned } from './construction.js'
import { bindTo, callbackFor } from './binding.js'
import type { Cell } from './cell.js'
import { takeFurtherName } from './further-names.js'
import { requestStop } from './lifecycle.js'
import { type Monitor, setMonitor } from './monitors.js'
import { type SpawnOptions, usualSpawn } from './spawn-options.js'
import { delayKey, type Timer } from './timers.js'
import { upcast } from './upcast.js'

/** The system as instances see it; the room that defines the system says what it is. */
export interface SystemOfInstance {}

/** A class that extends Actor. */
export type ActorClass<I extends Actor = Actor> = abstract new (...args: never[]) => I
/** One that can be born. */
export type ConcreteClass<I extends Actor = Actor> = new (...args: never[]) => I

/** A typed reference to an instance: its requests give promises, its oneways nothing. */
export type Ref<C extends Actor> = Methods<C, Actor> & Reference
/** The methods of a class, each giving the timer that will send it. */
export type Later<C extends Actor> = {
  readonly [K in Exclude<keyof C, keyof Actor | HookName>]: Delayed<C[K], Timer>
}

/** The arguments of spawn: those of the constructor, and options. */
export type SpawnArguments<C extends ConcreteClass> =
  [] extends ConstructorParameters<C>
    ? [args?: ConstructorParameters<C>, options?: SpawnOptions]
    : [args: ConstructorParameters<C>, options?: SpawnOptions]

/**
 * What actor classes extend. Its members are for the author's own methods; others hold refs. Constructed by `spawn` only.
 */
export abstract class Actor {
  constructor() {
    const cell = birth.cell as Cell | null
    if (cell === null || new.target !== (cell.live.constructAs as unknown)) throw notSpawned(new.target)
    // The constructor of a trait acts on the instance that is there already.
    if (birth.instance !== null) return birth.instance as this
    birth.cell = null
    const self = this as unknown as { [cellKey]: Cell; [stateKey]: State }
    self[cellKey] = cell
    self[stateKey] = cell.live.layout.create()
    if (cell.live.readyTraits.length > 0) constructReadyTraits(cell, this)
  }

  /** Whether a value is an instance of this class, whatever generation of it is current, or of one that inherits from it. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(cellKey in value)) return false
    const name = actorName(this)
    return (this as ClassValue) === Actor || cellOf(value).live.inheritsFrom(name)
  }

  /** In a static method: aborted when a hard purge abandons the call that runs. */
  static get callSignal(): AbortSignal {
    const call = runningStaticCall()
    if (call === null) throw fail('no-static-call', { class: actorName(this as unknown as ClassValue) })
    return call.signal
  }

  /** The own ref, typed by the class: `this.self(Cat)`. */
  self<C extends Actor>(_class: ActorClass<C>): Ref<C> {
    return cellOf(this).ref as Ref<C>
  }

  /** Who sent the message that runs; null when it came from outside of all instances. */
  get sender(): Reference | null {
    const sender = cellOf(this).running?.sender ?? null
    return sender === null ? null : ((sender as Cell).ref as Reference)
  }

  /** The system that the instance lives in. */
  get system(): SystemOfInstance {
    return cellOf(this).world.system as SystemOfInstance
  }

  /** Bears an instance; `link: true` ties its fate to this one's. Settles when its `start` has ended. */
  spawn<C extends ConcreteClass>(which: C | string, ...rest: SpawnArguments<C>): Promise<Ref<InstanceType<C>>>
  spawn(
    which: ConcreteClass | string,
    args: readonly unknown[] = [],
    options: SpawnOptions = usualSpawn,
  ): Promise<object> {
    const cell = cellOf(this)
    if (cell.exit !== null) return Promise.reject(endedInstance(cell, 'that it runs', 'spawn'))
    return cell.world.spawn(which, args, options, cell)
  }

  /** Bears an instance a little later; its ref is there at once, and what is sent to it waits for its birth. */
  spawnNow<C extends ConcreteClass>(which: C | string, ...rest: SpawnArguments<C>): Ref<InstanceType<C>>
  spawnNow(which: ConcreteClass | string, args: readonly unknown[] = [], options: SpawnOptions = usualSpawn): object {
    const cell = cellOf(this)
    if (cell.exit !== null) throw endedInstance(cell, 'that it runs', 'spawnNow')
    return cell.world.spawnNow(which, args, options, cell)
  }

  /** Makes a passive instance: one without a mailbox, called directly. */
  passive<C extends ConcreteClass>(which: C | string, args: ConstructorParameters<C>): InstanceType<C> {
    return cellOf(this).world.passive(which, args) as InstanceType<C>
  }

  /** Ends this instance after the method that runs. */
  stop(detail?: unknown): void {
    requestStop(cellOf(this), detail === undefined ? { type: 'stopped' } : { type: 'stopped', detail })
  }

  /**
   * Takes a name, beside the one that this instance may have been born with: `system.whereis` finds it by that until it ends.
   * False for a passive instance, which nobody could send anything to. Throws `name-taken`. Ancestor: Erlang's `register`.
   */
  takeName(name: string): boolean {
    const cell = cellOf(this)
    if (cell.exit !== null) throw endedInstance(cell, 'that it runs', 'takeName')
    return takeFurtherName(cell, name)
  }

  /** Ties the fates of two instances: each ends when the other ends abnormally. */
  link(ref: Reference): void {
    const cell = cellOf(this)
    cell.world.link(cell, linkable(cell, ref))
  }

  /** Undoes a link. */
  unlink(ref: Reference): void {
    const cell = cellOf(this)
    cell.world.unlink(cell, linkable(cell, ref))
  }

  /**
   * Tells this instance of the end of another one: by the message `method(...args, reason)`, at once when it has ended
   * already. The method is looked up by its name when the time has come.
   */
  monitor(ref: Reference, method: keyof this & string, ...args: unknown[]): Monitor {
    const cell = cellOf(this)
    return setMonitor(cell, linkable(cell, ref), method, args)
  }

  /** Sends a message to this instance after `ms` milliseconds: `this.after(1000, Cat).wakeUp()`. */
  after<C extends Actor>(ms: number, _class: ActorClass<C>): Later<C> {
    return delayed(this, ms, false) as Later<C>
  }

  /** Sends a message to this instance every `ms` milliseconds. A tick is left out while the last one still waits. */
  every<C extends Actor>(ms: number, _class: ActorClass<C>): Later<C> {
    return delayed(this, ms, true) as Later<C>
  }

  /** A superclass's or trait's version of the methods: `this.as(Mammal).canEat(food)`. */
  as<C extends Actor>(ancestor: ActorClass<C>): C {
    return upcast(cellOf(this), this, ancestor) as C
  }

  /**
   * A function for others to call back, such as `socket.on('data', this.callback('received'))`: it sends the message to this
   * instance, in its order among others, to whatever code is current by then. It keeps no code in memory.
   */
  callback(method: keyof this & string): (...args: any[]) => void {
    return callbackFor(cellOf(this), method)
  }

  /** A method of this very generation, bound to this instance: it runs as it is until its generation is purged, then throws. */
  bind<F extends (...args: never[]) => unknown>(method: F): F {
    return bindTo(cellOf(this), this, method as never) as unknown as F
  }

  /** Runs the constructor of a trait that takes arguments; only while this instance is being constructed. */
  construct<C extends ConcreteClass>(trait: C, args: ConstructorParameters<C>): void {
    constructAskingTrait(cellOf(this), this, trait, args)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    // A prototype has no cell.
    const cell = cellOf(this) as Cell | undefined
    return cell === undefined ? `[${this.constructor.name} prototype]` : `${cell.className} ${cell.pid}`
  }
}

function linkable(cell: Cell, ref: Reference): Cell {
  const target = targetOf(ref) as Cell | undefined
  if (target === undefined || target.system !== cell.system) throw fail('not-a-ref', { value: ref })
  return target
}

function delayed(instance: Actor, ms: number, isRepeated: boolean): object {
  const cell = cellOf(instance)
  demandMs(isRepeated ? 'every' : 'after', ms)
  return Object.create(cell.live.faces.delayed, {
    [cellKey]: { value: cell },
    [delayKey]: { value: { ms, isRepeated } },
  }) as object
}
