// One run: a small zoo, a workload, a strategy. Every deed is done through the public door and written into the ledger; after
// every step, and at the end, the invariants are looked at.

import { type ActorSystem, InstarError, type Ref, type SystemEvent } from '@instar/core'
import { Simulation, type Strategy } from '@instar/core/testing'
import { type Census, demandAtRest, demandAtStep } from './invariants.js'
import { type Entry, Ledger, type Life, Violation } from './ledger.js'
import type { Action } from './workload.js'
import { type AnyCreature, kinds, LEDGER, versions, workOf } from './zoo.js'

/** How a run went. */
export interface RunOutcome {
  readonly violation: Violation | null
  readonly steps: number
  readonly choices: readonly number[]
  readonly trace: readonly string[]
  readonly committed: number
  readonly messages: number
}

const someMs = 40
const names = Object.keys(versions) as (keyof typeof versions)[]

class Run implements Census {
  readonly ledger: Ledger
  readonly alive = new Map<string, string>()
  readonly refs: { readonly ref: Ref<AnyCreature>; readonly life: Life }[] = []
  readonly deadLetters = new Map<string, number>()
  upgrading = 0
  births = 0
  readonly doomed = new Set<Ref<AnyCreature>>()
  /** A lazy upgrade has instances left to migrate, or could not migrate one. */
  isLazy = false
  committed = 0
  /** A violation has been seen: what follows is clearing away. */
  hasFailed = false

  constructor(readonly simulation: Simulation) {
    this.ledger = new Ledger(
      (name) => this.system.generations(name).at(-1)!.version,
      (ms) => simulation.clock.pass(ms),
    )
  }

  get system(): ActorSystem {
    return this.simulation.system
  }

  async play(actions: readonly Action[]): Promise<void> {
    this.system.events$.subscribe((event) => this.hear(event))
    for (const kind of [0, 0, 1, 2]) this.spawn(kind)
    await this.simulation.run(0)
    for (let client = 0; client < 4; client++) this.follow(actions.filter((each) => each.client === client))
    await this.simulation.run()
    this.ledger.openForGood()
    await this.simulation.run()
    demandAtRest(this)
    await this.stop()
    if (this.alive.size > 0) this.ledger.blame('everybody ends with the system', [...this.alive.keys()].join(', '))
  }

  /** Ends the system, whatever goes on in it: the next run has the same class values. */
  async stop(): Promise<void> {
    this.ledger.openForGood()
    const stopped = this.system.stop()
    await this.simulation.run()
    await stopped
  }

  private follow([first, ...rest]: readonly Action[]): void {
    if (first === undefined || this.hasFailed) return
    this.simulation.act(`client ${first.client}`, `client ${first.client}: ${first.deed}`, () => {
      if (!this.hasFailed) this.perform(first)
      this.follow(rest)
    })
  }

  private hear(event: SystemEvent): void {
    if (event.type === 'spawned') this.alive.set(event.pid, event.class)
    if (event.type === 'exited') this.alive.delete(event.pid)
    if (event.type === 'dead-letter') this.deadLetters.set(event.pid, (this.deadLetters.get(event.pid) ?? 0) + 1)
  }

  private pick(place: number): { readonly ref: Ref<AnyCreature>; readonly life: Life } | undefined {
    return this.refs.length === 0 ? undefined : this.refs[place % this.refs.length]
  }

  private perform(action: Action): void {
    const { deed } = action
    if (deed === 'upgrade') return this.upgrade(action)
    if (deed === 'rollback') return this.watch(this.system.rollback({ deadline: someMs, extra: this.ledger }))
    if (deed === 'spawn') return this.spawn(action.other)
    if (deed === 'storm') return this.storm(action)
    if (deed === 'purge' || deed === 'purgeHard')
      return this.purge(names[action.who % 4]!, deed === 'purge' ? 'soft' : 'hard')
    if (deed === 'count') return this.count()
    if (deed === 'open') return this.ledger.openAll()
    const target = this.pick(action.who)
    if (target !== undefined) this.address(action, target)
  }

  private address({ deed, other }: Action, target: { readonly ref: Ref<AnyCreature>; readonly life: Life }): void {
    const { ref, life } = target
    const friend = this.pick(other)!
    switch (deed) {
      case 'grow':
      case 'crash':
        return ref[deed](this.oneway(deed, life).id)
      case 'growLater':
        return ref.growLater(this.oneway(deed, life).id, this.oneway('grow', life, -life.id).id)
      case 'relay': {
        const first = this.oneway(deed, life)
        return ref.relay(first.id, friend.ref, this.oneway('grow', friend.life, life.id).id)
      }
      case 'ask': {
        if (life.id >= friend.life.id) return
        const first = this.request(deed, life)
        const before = this.oneway('grow', friend.life, life.id)
        const next = this.oneway('peekSlowly', friend.life, life.id)
        return this.await(first, ref.ask(first.id, friend.ref, before.id, next.id))
      }
      case 'peek':
      case 'fail':
      case 'linger': {
        const entry = this.request(deed, life)
        return this.await(entry, ref[deed](entry.id) as Promise<unknown>)
      }
      case 'giveUp': {
        const entry = this.request('linger', life)
        return this.await(entry, ref.with({ timeout: someMs }).linger(entry.id))
      }
      case 'work':
        return this.work(target, other)
      case 'poke':
        return this.poke(ref, life)
      case 'stop':
      case 'kill':
        return this.end(ref, deed)
    }
  }

  /** A callback that holds the object: of one that has ended, or is in quarantine, it is refused. */
  private poke(ref: Ref<AnyCreature>, { instance, hasEnded }: Life): void {
    const phase = this.system.inspect(ref)?.phase
    if (!hasEnded && phase !== 'quarantined' && !this.isLazy) instance.poke()
  }

  private work({ ref, life }: { readonly ref: Ref<AnyCreature>; readonly life: Life }, which: number): void {
    const methods = Object.entries(workOf).filter(([name]) => this.inherits(ref, name))
    const [, method] = methods[which % methods.length]!
    const entry = this.request(method, life)
    this.await(entry, (ref as unknown as Record<string, (id: number) => Promise<unknown>>)[method]!(entry.id))
  }

  private inherits(ref: Ref<AnyCreature>, name: string): boolean {
    return name in (this.system.inspect(ref)?.versions ?? {})
  }

  private oneway(method: string, life: Life, sender = 0): Entry {
    return this.ledger.send(method, life.id, sender, false)
  }

  private request(method: string, life: Life): Entry {
    return this.ledger.send(method, life.id, 0, true)
  }

  private await(entry: Entry, answer: Promise<unknown>): void {
    answer.then(
      (value) => this.ledger.end(entry, value === entry.id || value === -1 ? 'answered' : `answered ${String(value)}`),
      (error: unknown) => this.ledger.end(entry, error instanceof InstarError ? String(error.code) : 'failed'),
    )
  }

  private spawn(place: number): void {
    this.births += 1
    this.system.spawn(kinds[place % kinds.length]!).then(
      (ref) => {
        this.births -= 1
        const id = this.system.getState(ref)?.['CreatureId'] as number | undefined
        const life = id === undefined ? undefined : this.ledger.lives.get(id)
        if (life !== undefined) this.refs.push({ ref: ref as unknown as Ref<AnyCreature>, life })
      },
      (error: unknown) => {
        this.births -= 1
        if (!(error instanceof InstarError && error.code === 'system-stopped'))
          this.ledger.blame('births succeed', String((error as Error).message))
      },
    )
  }

  private end(ref: Ref<AnyCreature>, how: 'stop' | 'kill'): void {
    this.doomed.add(ref)
    void ref[how]()
  }

  private storm({ who, other }: Action): void {
    for (let i = 0; i < 3; i++) {
      this.spawn(other + i)
      const target = this.pick(who + i)
      if (target !== undefined) this.end(target.ref, 'kill')
    }
  }

  private purge(name: string, mode: 'soft' | 'hard'): void {
    const report = this.system.purge(name, mode)
    const gone = mode === 'soft' ? this.ledger.purged : this.ledger.forced
    if (report.outcome === 'purged') for (const version of report.versions) gone.add(`${name} ${version}`)
  }

  private count(): void {
    const entry = this.ledger.send('static count', 0, 0, true)
    const answer = this.system.static(versions.Creature[0]).count(this.ledger, entry.id)
    this.await(
      entry,
      answer.then(() => entry.id),
    )
  }

  private upgrade(action: Action, isSecond = false): void {
    const values = names.flatMap((name, i) => versions[name][action.to[i]! - 1] ?? [])
    if (values.length === 0) return
    this.ledger.failingMigration = action.failing
    this.ledger.slowMigrations = action.slow
    const handle = this.system.upgrade(values as never, {
      strategy: action.isLazy ? 'lazy' : 'atomic',
      deadline: someMs,
      onDeadline: action.kills ? 'kill' : 'refuse',
      purge: action.purge,
      drainTimeout: action.purge === 'later' ? 0 : someMs,
      extra: this.ledger,
    })
    if (action.isLazy) this.isLazy = true
    handle.progress$.subscribe({
      next: ({ phase, done }) => {
        if (!isSecond && phase === action.fault.phase && done === 0) this.strike(action)
      },
      error: () => {},
    })
    this.watch(handle, action.purge === 'soft')
  }

  /** Misfortune at a named point of an upgrade. */
  private strike(action: Action): void {
    const { kind, phase } = action.fault
    const target = this.pick(action.other)
    if (kind === 'none' || target === undefined || this.hasFailed) return
    this.simulation.note(`${kind} at ${phase}`)
    if (kind === 'kill' || kind === 'stop') return this.end(target.ref, kind)
    if (kind === 'spawn') return this.spawn(action.other)
    if (kind === 'purge') return this.purge(names[action.who % 4]!, 'soft')
    if (kind === 'upgrade') return this.upgrade({ ...action, to: [...action.to].toReversed(), failing: 0 }, true)
    if (kind === 'late') return this.simulation.clock.pass(someMs * 2)
    this.address({ ...action, deed: kind }, target)
  }

  private watch(handle: ReturnType<ActorSystem['upgrade']>, purgesSoftly = false): void {
    this.upgrading += 1
    const wasLazy = this.isLazy
    this.ledger.startUpgrade()
    const done = (): void => {
      this.upgrading -= 1
    }
    handle.then((report) => {
      done()
      this.simulation.note(`upgrade: ${report.outcome}`)
      if (report.outcome === 'committed') this.committed += 1
      for (const { outcome, class: name, versions: gone } of report.purges ?? [])
        if (outcome === 'purged')
          for (const version of gone) this.ledger[purgesSoftly ? 'purged' : 'forced'].add(`${name} ${version}`)
      for (const { class: name, to } of report.classes) this.ledger.purged.delete(`${name} ${to}`)
    }, done)
    handle.settled.then(
      ({ quarantined }) => {
        if (quarantined.length === 0 && !wasLazy) this.isLazy = false
      },
      () => {},
    )
  }
}

/** Plays a workload; the violation is the first that was seen. */
export async function play(actions: readonly Action[], strategy: Strategy): Promise<RunOutcome> {
  let run: Run | null = null
  const simulation = await Simulation.start({
    strategy,
    requestTimeout: Infinity,
    configure: (container) => void container.bind(LEDGER).toDynamicValue(() => run!.ledger),
    afterStep: () => {
      if (run!.hasFailed !== true) demandAtStep(run!)
    },
  })
  run = new Run(simulation)
  let violation: Violation | null = null
  try {
    await run.play(actions)
    violation = run.ledger.violations[0] ?? null
  } catch (error) {
    violation =
      error instanceof Violation ? error : new Violation('the run comes to its end', String((error as Error).stack))
    run.hasFailed = true
    await run.stop()
  }
  const { choices, trace } = simulation
  return {
    violation,
    steps: trace.length,
    choices,
    trace,
    committed: run.committed,
    messages: run.ledger.entries.size,
  }
}
