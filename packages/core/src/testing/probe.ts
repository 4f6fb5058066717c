// The actor classes of probes. What they receive goes to an inbox that the test looks into.

import { actor, oneway, request } from '../class/decorators.js'
import type { ClassValue, MethodRecord } from '../class/metadata.js'
import type { Oneway } from '../class/oneway.js'
import { actorName } from '../class/reader.js'
import { Actor, type ActorClass, type ConcreteClass } from '../instance/actor.js'
import { badClass, readClasses } from '../loader/loader.js'
import type { Reference } from '../ref/types.js'
import type { Inbox } from './inbox.js'

/** Receives anything, by a oneway and a request, and leaves it to the test. Made by `TestSystem.probe`. */
@actor({ name: 'instar/Probe', version: '1.0.0', description: 'Receives messages for a test.' })
export class Probe extends Actor {
  constructor(private readonly inbox: Inbox) {
    super()
  }

  @oneway() tell(...message: unknown[]): Oneway {
    this.inbox.takeOneway('tell', message, this.sender)
  }

  @request() ask(...message: unknown[]): Promise<unknown> {
    return this.inbox.takeRequest('ask', message, this.sender)
  }
}

/** What the methods of a stand-in see of their instance. */
interface Receiver {
  readonly inbox: Inbox
  readonly sender: Reference | null
}

/**
 * A class with the requests and oneways of another one, all of which go to the inbox. It neither extends that class nor
 * holds on to it, so PID sets, upgrades and purges of the one do not concern the other.
 */
export function standInFor(original: ActorClass): ConcreteClass {
  const { generations, defects } = readClasses([original as ClassValue], Actor)
  const { name, version } = generations.at(-1) ?? { name: actorName(original as ClassValue), version: '' }
  if (defects.length > 0) throw badClass(name, defects)
  @actor({ name: `Probe/${name}-${version}`, version: '1.0.0', description: `Receives messages for a test.` })
  class StandIn extends Actor {
    constructor(readonly inbox: Inbox) {
      super()
    }
  }
  const methods = new Map(
    generations.flatMap(({ record }) => [...record.methods.values()].map((one) => [one.name, one])),
  )
  for (const method of methods.values()) addMethod(StandIn.prototype, method)
  return StandIn
}

function addMethod(prototype: object, { name, kind }: MethodRecord): void {
  if (kind === 'oneway') {
    const value = function (this: Receiver, ...args: unknown[]): Oneway {
      this.inbox.takeOneway(name, args, this.sender)
    }
    declare(prototype, name, value, oneway())
  } else {
    const value = function (this: Receiver, ...args: unknown[]): Promise<unknown> {
      return this.inbox.takeRequest(name, args, this.sender)
    }
    declare(prototype, name, value, request())
  }
}

/** Does what the syntax of methods and decorators does. */
function declare<M>(
  prototype: object,
  name: string,
  value: M,
  decorate: (prototype: object, name: string, descriptor: TypedPropertyDescriptor<M>) => void,
): void {
  const descriptor = { value, configurable: true, writable: true }
  Object.defineProperty(prototype, name, descriptor)
  decorate(prototype, name, descriptor)
}
