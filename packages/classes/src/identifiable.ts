// A trait for instances that somebody has to find again: by an identity that outlives the pid, since a pid ends with the
// instance and with the process. The identity is an attribute, so upgrades and serialisation carry it; that it is unique, and
// found, is the system's table of names. Ancestor: WOOPER's class_Identifiable.

import {
  type ActorClass,
  type ActorSystem,
  Actor,
  actor,
  attribute,
  isInstarError,
  RANDOM,
  type Random,
  type Ref,
  request,
  type Revival,
  service,
} from '@instar/core'
import { fail } from './failures.js'

/**
 * A stable identity, unique among the living instances of the system. Set `this.identity` in the constructor to give it;
 * otherwise `makeIdentity()` makes one when the instance starts. Passive instances have one too, but are not found by it.
 */
@actor({ version: '1.0.0', description: 'has an identity that outlives its pid' })
export class Identifiable extends Actor {
  @attribute({ initial: '', description: 'who it is; never changed after the birth' }) identity!: string
  /** Where identities come from. */
  @service(RANDOM) identityRandom!: Random

  /** Takes the identity, before the `start` of the class; throws `identity-taken` when another one has it. */
  start(_revival?: Revival): unknown {
    if (this.identity === '') this.identity = this.makeIdentity()
    return takeIdentity(this, this.identity)
  }

  /** Override: a new identity, a text that is not empty. The default is a random UUID (version 4). */
  makeIdentity(): string {
    return uuidOf(this.identityRandom)
  }

  /** The identity. */
  @request({ const: true }) getIdentity(): string {
    return this.identity
  }

  /** Whether this is its identity. */
  @request({ const: true }) isIdentifiedBy(identity: string): boolean {
    return this.identity === identity
  }
}

/** The living instance with this identity, typed by `as`; `undefined` when there is none. Takes no time per instance. */
export function findIdentity<C extends Identifiable = Identifiable>(
  system: ActorSystem,
  identity: string,
  as: ActorClass<C> = Identifiable as unknown as ActorClass<C>,
): Ref<C> | undefined {
  return system.whereis(nameOf(identity), as)
}

/** Whether two refs are of the same one by their identities: also when one is of it as it was before it was read back. */
export async function areIdentical(one: IdentifiableRef, other: IdentifiableRef): Promise<boolean> {
  if (one.pid === other.pid) return true
  const [first, second] = await Promise.all([one.getIdentity(), other.getIdentity()])
  return first === second
}

/** A ref of anything that has the trait. */
export type IdentifiableRef = Pick<Ref<Identifiable>, 'pid' | 'getIdentity'>

function takeIdentity(instance: Identifiable, identity: unknown): void {
  const { className, pid } = instance.self(Identifiable)
  if (typeof identity !== 'string' || identity === '') throw fail('bad-identity', { class: className, pid, identity })
  try {
    instance.takeName(nameOf(identity))
  } catch (error) {
    if (!isInstarError(error, 'name-taken')) throw error
    throw fail(
      'identity-taken',
      { identity, holder: `${String(error.facts['class'])} ${String(error.facts['pid'])}` },
      error,
    )
  }
}

function nameOf(identity: string): string {
  return `identity/${identity}`
}

// RFC 9562, section 5.4.
function uuidOf(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random.next() * 16))
  digits[12] = 4
  digits[16] = 8 + (digits[16]! % 4)
  const text = digits.map((digit) => digit.toString(16)).join('')
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
