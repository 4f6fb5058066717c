// What supervision costs: a spawn and a message under a DynamicSupervisor, against the same without one. Both sides take turns
// in one process; the figures are medians. Build with `tsc -b packages/classes/bench/tsconfig.bench.json`, then run
// `node --expose-gc packages/classes/bench/dist/supervision.js`.

import { Actor, actor, ActorSystem, oneway, type Oneway, type Ref, request } from '@instar/core'
import { DynamicSupervisor } from '@instar/classes'

const collect = (globalThis as unknown as { gc: () => void }).gc
const rounds = 15
const spawns = 5000
const messages = 100_000

@actor({ version: '1.0.0' })
class Worker extends Actor {
  private sum = 0
  @oneway() add(n: number): Oneway {
    this.sum += n
  }
  @request() total(): number {
    return this.sum
  }
}

@actor({ version: '1.0.0' })
class Parent extends Actor {
  @request() async bear(count: number, tie: boolean): Promise<void> {
    for (let i = 0; i < count; i++) await this.spawn(Worker, [], { tie })
  }
}

@actor({ version: '1.0.0' })
class Pool extends DynamicSupervisor<typeof Worker> {
  @request() async bear(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.startChild({ class: Worker })
  }
}

/** Microseconds for each of `count` pieces of work. */
async function timed(count: number, work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return ((performance.now() - start) * 1000) / count
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1]!
}

type Side = () => Promise<number>

/** The medians of several sides, that take turns. */
async function compare(sides: Readonly<Record<string, Side>>): Promise<Record<string, number>> {
  const figures = Object.keys(sides).map((name) => [name, [] as number[]] as const)
  for (let i = -5; i < rounds; i++)
    for (const [name, list] of figures) {
      const figure = await sides[name]!()
      if (i >= 0) list.push(figure)
    }
  return Object.fromEntries(figures.map(([name, list]) => [name, median(list)]))
}

async function spawnUnder(make: () => Promise<Ref<Parent> | Ref<Pool>>, tie = false): Promise<number> {
  const parent = await make()
  const figure = await timed(spawns, () => (parent as Ref<Parent>).with({ timeout: Infinity }).bear(spawns, tie))
  await parent.kill()
  await Promise.all([...system.instancesOf(Worker)].map((each) => each.kill()))
  return figure
}

async function send(worker: Ref<Worker>): Promise<number> {
  return timed(messages, () => {
    for (let i = 0; i < messages; i++) worker.add(i)
    return worker.with({ timeout: Infinity }).total()
  })
}

function tell(title: string, figures: Record<string, number>, unit: string): void {
  const [[, base] = ['', 1]] = Object.entries(figures)
  console.log(title)
  for (const [name, figure] of Object.entries(figures))
    console.log(`  ${name.padEnd(28)} ${figure.toFixed(3).padStart(8)} ${unit}   ${(figure / base).toFixed(2)}`)
}

async function memory(make: () => Promise<Ref<Parent> | Ref<Pool>>, tie = false): Promise<number> {
  const count = 100_000
  const parent = await make()
  collect()
  const before = process.memoryUsage().heapUsed
  await (parent as Ref<Parent>).with({ timeout: Infinity }).bear(count, tie)
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / count
  await parent.kill()
  await Promise.all([...system.instancesOf(Worker)].map((each) => each.kill()))
  return bytes
}

const system = await ActorSystem.start()
const parent = (): Promise<Ref<Parent>> => system.spawn(Parent)
const pool = (): Promise<Ref<Pool>> => system.spawn(Pool)

tell(
  'a spawn',
  await compare({
    'by another instance': () => spawnUnder(parent),
    'tied to it': () => spawnUnder(parent, true),
    'by a DynamicSupervisor': () => spawnUnder(pool),
  }),
  'µs',
)
const alone = await system.spawn(Worker)
const rooms = await system.spawn(Pool)
const supervised = await rooms.startChild({ class: Worker })
tell(
  'a oneway',
  await compare({ 'to an instance': () => send(alone), 'to a supervised one': () => send(supervised) }),
  'µs',
)
tell(
  'memory of one among 100,000',
  {
    'by another instance': await memory(parent),
    'tied to it': await memory(parent, true),
    'by a DynamicSupervisor': await memory(pool),
  },
  'bytes',
)
await system.stop()
