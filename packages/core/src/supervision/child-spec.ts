// What a supervisor is told about a child: who it is, how it is born, when it is born again, and how it ends. A written
// spec may leave things out and name its class by value; a complete one has everything and names the class, so that whoever
// keeps it keeps no code in memory, and a restart is a birth on the generation that is current by then.
// Ancestor: the child specifications of OTP's `supervisor`.

import { actorName } from '../class/reader.js'
import type { ClassValue } from '../class/metadata.js'
import type { ConcreteClass } from '../instance/actor.js'

/** When a child that has ended is born again. */
export type Restart =
  /** Always, however it ended. */
  | 'permanent'
  /** When it ended abnormally (see `isNormalExit`); else its spec stays, and it can be started by hand. */
  | 'transient'
  /** Never; its spec goes with it. */
  | 'temporary'

/** A child as a supervisor's author writes it. */
export interface ChildSpec {
  /** What it is called among its siblings; unique there. */
  readonly id: string
  /** Its class: a value, or the name of a class that is known to the system by the time of the birth. */
  readonly class: ConcreteClass | string
  /** The arguments of its constructor; none by default. They are kept for its restarts. */
  readonly args?: readonly unknown[]
  /** A name by which `system.whereis` finds it, whatever its pid is by then. */
  readonly name?: string
  /** When it is born again; `permanent` by default. */
  readonly restart?: Restart
  /**
   * Milliseconds that it has to end in when it is asked to, before it is killed; `Infinity` waits for ever, `kill` does not
   * ask. The default is 5,000. A child that has children of its own needs the time of all of them: give it `Infinity`.
   */
  readonly shutdown?: number | 'kill'
  /** Milliseconds that its constructor and `start` may take, else it has not been started; the default is 5,000. */
  readonly timeout?: number
  /** What strategies of one's own want to know about it. */
  readonly labels?: Readonly<Record<string, unknown>>
}

/** A spec with nothing left out, and its class by name. */
export interface CompleteSpec extends Required<Omit<ChildSpec, 'class' | 'name'>> {
  readonly class: string
  readonly name: string | null
}

/** Fills in what a sound spec leaves out. */
export function completeSpec(spec: ChildSpec): CompleteSpec {
  const { id, args = [], name = null, restart = 'permanent', shutdown = 5000, timeout = 5000, labels = {} } = spec
  return { id, class: classNameOf(spec.class), args, name, restart, shutdown, timeout, labels }
}

/** The name of a class that is given by value or by name. */
export function classNameOf(which: ConcreteClass | string): string {
  return typeof which === 'string' ? which : actorName(which as unknown as ClassValue)
}
