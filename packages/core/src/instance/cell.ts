// The cell of an instance: everything about it that is not the author's. Its mailbox, what it runs, whether it lives. All
// cells have one hidden class, so the dispatcher stays fast whatever classes there are. What most instances never have
// (a name, watchers, timers) hangs on `life`, which is made on first use.

import type { Observable } from 'rxjs'
import type { Pid } from '../base/ids.js'
import { formatPid } from '../base/ids.js'
import type { Lanes } from '../mailbox/lanes.js'
import type { Mail } from '../mailbox/queue.js'
import type { Runnable } from '../mailbox/ready.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { ExitReason } from '../protocol/exit.js'
import { Message } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import type { TimerHandle } from '../base/clock.js'
import type { Calls } from '../ref/call.js'
import type { State } from '../registry/layout.js'
import type { Instance, LiveClass } from '../registry/live-class.js'
import type { World } from './world.js'

const construction = new MethodSlot('constructor', 'hook')

/** Where an instance is in its life. */
export type Phase =
  /** Its constructor or a `start` is on the stack. */
  | 'starting'
  /** It waits for messages. */
  | 'idle'
  /** It has something to do and waits for its turn. */
  | 'ready'
  /** It handles a message right now. */
  | 'running'
  /** Its method waits at an `await`. */
  | 'suspended'
  /** It is frozen, and has messages that wait. */
  | 'parked'
  /** Its destructors are under way. */
  | 'stopping'
  /** Its migration failed: messages wait until it gets a state that fits, or its end. */
  | 'quarantined'
  /** It has no mailbox; it is called directly. */
  | 'passive'
  | 'exited'

/** What goes before all messages. */
export type Signal =
  /** It has been spawned and not been born yet. */
  | { readonly type: 'birth'; readonly begin: () => void }
  /** A failure that nobody waits for: it ends the instance. */
  | { readonly type: 'failed'; readonly message: Message; readonly error: unknown }
  | {
      readonly type: 'stop'
      readonly reason: ExitReason
      /** Without waiting for a method that is suspended. */ readonly isForced: boolean
    }
  | { readonly type: 'upgraded'; readonly report: object }

/** Learns of the end of an instance. */
export interface Watcher {
  onExit(who: Cell, reason: ExitReason): void
}

/** The main loop of an instance. */
export interface MainLoop {
  /** Whether what it waited for is there and it has not gone on yet. */
  readonly isDue: boolean
  /** Ends it where it yields; a promise when its `finally` blocks are asynchronous. */
  end(): unknown
}

/** An instance out of service. */
export interface Quarantine {
  readonly state: State
  readonly error: unknown
  /** Whether a turn that was asked for before has still to come. */
  isQueued: boolean
}

/** What few instances have. */
export interface Life {
  loop: MainLoop | null
  name: string | null
  /** The names that it has taken beside that one. */
  furtherNames: string[] | null
  watchers: Set<Watcher>
  timers: Set<TimerHandle>
  exited: Promise<ExitReason> | null
  /** A suspended method that is counted in old generations. */
  lingering: { readonly message: Message; readonly leave: () => void } | null
  /** The state, out of reach, of an instance whose migration failed. */
  quarantine: Quarantine | null
  /** Ends the wait for asynchronous destructors. */
  hurry: (() => void) | null
  /** The places of a mailbox with priorities. */
  lanes: Lanes | null
  /** Whom it is tied to: it does not outlive that one. */
  tiedTo: Cell | null
}

export abstract class Cell implements Runnable, Instance {
  nextReady: Runnable | null = null
  place = -1
  phase: Phase = 'starting'
  mail: Mail | null = null
  signal: Signal | null = null
  /** The message that it runs, when that is not one taken off its mailbox, or waits at an `await`. */
  held: Message | null = null
  /** When the message that is suspended was; whole milliseconds of the clock. */
  since = 0
  /** The author's object; null before birth and after the end. */
  instance: object | null = null
  /** How it ended. */
  exit: ExitReason | null = null
  life: Life | null = null
  /** Messages that it has taken from its mailbox; those of a turn are added at its end. */
  handled = 0
  /** When it was made; whole milliseconds of the clock. */
  readonly born: number
  private face: object | null = null
  /** The lazy upgrades that it has gone through, or was born after. */
  epoch: number

  constructor(
    readonly world: World,
    readonly live: LiveClass,
    readonly serial: number,
  ) {
    this.epoch = live.epoch
    this.born = Math.trunc(world.clock.coarse())
  }

  abstract run(limit: number): number
  abstract deliver(message: Message): void
  abstract stop(detail?: unknown): Promise<ExitReason>
  abstract kill(detail?: unknown): Promise<ExitReason>

  /** Settles with how it ended. */
  get exited(): Promise<ExitReason> {
    if (this.exit !== null) return Promise.resolve(this.exit)
    return (this.rare.exited ??= new Promise((resolve) => {
      this.rare.watchers.add({ onExit: (_, reason) => resolve(reason) })
    }))
  }

  /** Whether it has no mailbox and is its caller's: the system does not speak of it. */
  get isPassive(): boolean {
    return false
  }

  get pid(): Pid {
    return formatPid(this.world.node, this.serial)
  }

  get className(): string {
    return this.live.name
  }

  get system(): object {
    return this.world.system
  }

  get calls(): Calls {
    return this.world.calls
  }

  /** The prototype of its refs that carry call options. */
  get tunedFace(): object {
    return this.live.faces.tuned
  }

  /** The ref of this instance: always the same one. */
  get ref(): object {
    return (this.face ??= this.live.faces.makeRef(this))
  }

  /** What few instances have, made on first use. */
  get rare(): Life {
    return (this.life ??= {
      loop: null,
      name: null,
      furtherNames: null,
      watchers: new Set(),
      timers: new Set(),
      exited: null,
      lingering: null,
      hurry: null,
      quarantine: null,
      lanes: null,
      tiedTo: null,
    })
  }

  /** The message that it runs, be it suspended. */
  get running(): Message | null {
    if (this.held !== null) return this.held
    if (this.mail !== null && this.mail.running !== null) return this.mail.running
    // Few constructors send anything: their message is made for those that do.
    return this.phase === 'starting' ? (this.held = new Message(this, construction, [], null)) : null
  }

  /** The same for who only looks: nothing is made for a constructor that has sent nothing. */
  get underWay(): Message | null {
    return this.held ?? this.mail?.running ?? null
  }

  /** The places of its mailbox, when that has priorities. */
  get lanes(): Lanes | null {
    return this.life?.lanes ?? null
  }

  /** The changes of its attributes. */
  get changes$(): Observable<InstanceChange> {
    return this.world.changesOf(this)
  }

  get hasEnded(): boolean {
    return this.phase === 'exited'
  }

  /** Puts it in the run queue, if it was waiting for something to do. */
  wake(): void {
    if (this.phase !== 'idle' && this.phase !== 'parked') return
    this.phase = 'ready'
    this.world.dispatcher.enqueue(this)
  }
}
