// What instances need of the system that they live in. The system hands it to every cell, so nothing is global.

import type { Observable } from 'rxjs'
import type { Clock } from '../base/clock.js'
import type { ClassValue } from '../class/metadata.js'
import type { Dispatcher } from '../mailbox/dispatcher.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { EventSink } from '../protocol/events.js'
import type { Calls } from '../ref/call.js'
import type { Names } from '../ref/names.js'
import type { Instance, LiveClass } from '../registry/live-class.js'
import type { SpawnOptions } from './spawn-options.js'

export interface World {
  /** The name of the node: the first half of every pid. */
  readonly node: string
  /** The public system, as instances see it. */
  readonly system: object
  readonly clock: Clock
  readonly dispatcher: Dispatcher
  readonly calls: Calls
  readonly events: EventSink
  readonly names: Names<Instance>
  /** Milliseconds that destructors and hooks may take. */
  readonly stopTimeout: number
  /** Whether the system is being stopped: nobody is born any more. */
  readonly isStopping: boolean
  nextSerial(): number
  countDeadLetter(): number
  /** The live class of a class value, registered if need be, or of the name of a known class. */
  liveClass(which: ClassValue | string): LiveClass
  spawn(
    which: ClassValue | string,
    args: readonly unknown[],
    options: SpawnOptions,
    parent: Instance | null,
  ): Promise<object>
  spawnNow(which: ClassValue | string, args: readonly unknown[], options: SpawnOptions, parent: Instance | null): object
  passive(which: ClassValue | string, args: readonly unknown[]): object
  service(token: symbol | string): unknown
  link(a: Instance, b: Instance): void
  unlink(a: Instance, b: Instance): void
  tie(child: Instance, parent: Instance): void
  /** The changes of an instance's attributes. */
  changesOf(instance: Instance): Observable<InstanceChange>
}
