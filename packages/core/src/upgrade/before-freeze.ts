// Before the freeze: instances whose classes have the hook `beforeFreeze` are asked, and nothing is frozen until all have
// answered. A hook that throws objects to the upgrade. Whoever was asked for nothing hears of it by `upgradeRefused`.
//
//   beforeFreeze -> freeze, stage, commit -> afterUpgrade        (derived first; then base first)
//        |_________________________________> upgradeRefused      when it comes to no commit
//
// Classes without the hook cost one look at their lineage. Ancestor: `prep_stop` of OTP's applications, for upgrades.

import type { Clock } from '../base/clock.js'
import { messageOf, settleStack } from '../base/errors.js'
import type { Cell } from '../instance/cell.js'
import { runInOrder } from '../instance/living.js'
import { insertMessage } from '../mailbox/queue.js'
import { AwaitedMessage, type Reply } from '../protocol/message.js'
import { type Code, isAsyncFunction, MethodSlot } from '../protocol/method.js'
import { hooksOf } from '../registry/install.js'
import type { LiveClass } from '../registry/live-class.js'
import type { ComingUpgrade, UpgradeRefusal } from './hook-reports.js'

/** One instance that is asked. */
interface Asked {
  readonly cell: Cell
  isBegun: boolean
  /** Its answer counts no more, and a hook that has not begun will not begin. */
  isEnded: boolean
}

export class Preparation {
  /** Why instances object, as sentences that name them. */
  readonly objections: string[] = []
  private readonly asked = new Map<Cell, Asked>()
  private waiting = 0
  private onAnswers: () => void = () => {}

  constructor(
    private readonly coming: ComingUpgrade,
    private readonly clock: Clock,
  ) {}

  /** Whether instances of these classes are still to be asked. */
  isDue(classes: readonly LiveClass[]): boolean {
    return this.candidates(classes).length > 0
  }

  /** Asks the instances that have not been asked; false when some have not answered at the deadline, a time of the clock. */
  ask(classes: readonly LiveClass[], deadline: number): Promise<boolean> {
    for (const { live, hooks } of withHook(classes, 'beforeFreeze'))
      for (const cell of this.newcomers(live)) this.askOne(cell, hooks)
    return this.answers(deadline)
  }

  /** Those that have not answered. */
  get late(): readonly Cell[] {
    return [...this.asked.values()].filter(({ isEnded }) => !isEnded).map(({ cell }) => cell)
  }

  /** Tells those whose hook has begun that there will be no upgrade; before their next message. */
  callOff(refusal: UpgradeRefusal): void {
    for (const asked of this.asked.values()) {
      asked.isEnded = true
      const { cell, isBegun } = asked
      if (!isBegun || cell.instance === null) continue
      const hooks = hooksOf(cell.live.lifeOrder, 'upgradeRefused')
      if (hooks.length > 0) sendFirst(cell, 'upgradeRefused', hooks, refusal, null)
    }
  }

  private candidates(classes: readonly LiveClass[]): readonly Cell[] {
    return withHook(classes, 'beforeFreeze').flatMap(({ live }) => this.newcomers(live))
  }

  private newcomers(live: LiveClass): readonly Cell[] {
    return (live.instances.snapshot() as Cell[]).filter((cell) => !this.asked.has(cell) && canAnswer(cell))
  }

  private askOne(cell: Cell, hooks: readonly Code[]): void {
    const asked: Asked & Reply = {
      cell,
      isBegun: false,
      isEnded: false,
      resolve: () => this.take(asked),
      reject: (error) => this.take(asked, error),
    }
    this.asked.set(cell, asked)
    this.waiting += 1
    const begin = (): void => void (asked.isBegun = true)
    sendFirst(cell, 'beforeFreeze', [begin as Code, ...hooks], this.coming, asked)
  }

  private take(asked: Asked, error?: unknown): void {
    if (asked.isEnded) return
    asked.isEnded = true
    const { cell } = asked
    // Who has ended meanwhile has nothing against it.
    if (error !== undefined && !cell.hasEnded) {
      settleStack(error)
      this.objections.push(`${cell.className} ${cell.pid}: its beforeFreeze threw: ${messageOf(error)}`)
    }
    this.waiting -= 1
    if (this.waiting === 0) this.onAnswers()
  }

  private answers(deadline: number): Promise<boolean> {
    if (this.waiting === 0) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (): void => {
        this.clock.clearTimer(timer)
        this.onAnswers = () => {}
        resolve(this.waiting === 0)
      }
      const timer = this.clock.setTimer(settle, Math.max(0, deadline - this.clock.now()))
      this.onAnswers = settle
    })
  }
}

function canAnswer({ phase }: Cell): boolean {
  return phase !== 'exited' && phase !== 'stopping' && phase !== 'quarantined'
}

function withHook(
  classes: readonly LiveClass[],
  name: string,
): { readonly live: LiveClass; readonly hooks: readonly Code[] }[] {
  const all = classes.map((live) => ({ live, hooks: hooksOf(live.lifeOrder.toReversed(), name) }))
  return all.filter(({ hooks }) => hooks.length > 0)
}

/** Lets hooks run as the next thing that an instance does, whatever waits. */
function sendFirst(cell: Cell, name: string, hooks: readonly Code[], report: object, reply: Reply | null): void {
  const slot = new MethodSlot(name, 'hook')
  slot.isAsync = hooks.some(isAsyncFunction)
  slot.code = function (this: object): unknown {
    return runInOrder(hooks, this, [report])
  }
  insertMessage(cell, new AwaitedMessage(cell, slot, reply), null)
  cell.wake()
}
