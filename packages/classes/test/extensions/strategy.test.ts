// A strategy of supervision of one's own, as a user writes it: the failed child, and those that say that they need it.

import {
  Actor,
  actor,
  attribute,
  type ChildSpec,
  oneway,
  type Oneway,
  request,
  type Strategy,
  Supervision,
  SUPERVISION,
} from '@instar/core'
import { startTestSystem, type TestSystem, type TestSystemOptions } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { child, type ChildOptions, Supervisor } from '../../src/index.js'

const withDependants: Strategy = (children, failed) => {
  const along = new Set([failed])
  for (const needed of along)
    for (const [id, { spec }] of children) {
      const { needs } = spec.labels
      if (Array.isArray(needs) && needs.includes(needed)) along.add(id)
    }
  return along
}

class ByNeed extends Supervision {
  override strategy(name: string): Strategy | undefined {
    if (name === 'with-dependants') return withDependants
    if (name === 'with-strangers') return (_, failed) => [failed, failed, 'a stranger']
    if (name === 'failing') return () => fallOver()
    return super.strategy(name)
  }
}

function fallOver(): never {
  throw new Error('it fell over')
}

const byNeed: TestSystemOptions = {
  configure: (container) => container.rebind(SUPERVISION).toConstantValue(new ByNeed()),
}

@actor({ version: '1.0.0' })
class Part extends Actor {
  constructor(
    readonly id: string,
    readonly log: string[],
  ) {
    super()
    log.push(`start ${id}`)
  }
  destruct(): void {
    this.log.push(`end ${this.id}`)
  }
  @oneway() break(): Oneway {
    throw new Error(`${this.id} broke`)
  }
}

function makePlant(log: string[], strategy = 'with-dependants', version = '1.0.0') {
  const part = (id: string, needs: readonly string[] = [], options: ChildOptions = {}): ChildSpec =>
    child(id, Part, [id, log], { name: id, labels: { needs }, ...options })
  @actor({ name: 'Plant', version })
  class Plant extends Supervisor {
    @attribute({ initial: version }) edition!: string
    override strategy() {
      return strategy
    }
    override children() {
      return [
        part('boiler'),
        part('pump', ['boiler']),
        part('radio', [], { restart: 'temporary' }),
        part('heating', ['pump'], { restart: 'transient' }),
      ]
    }
    @request() whichStrategy() {
      return this.strategy()
    }
  }
  return Plant
}

/** A plant that has started; the log begins afterwards. */
async function plant({ system }: TestSystem, strategy?: string) {
  const log: string[] = []
  const supervisor = await system.spawn(makePlant(log, strategy))
  expect(log.splice(0)).toEqual(['start boiler', 'start pump', 'start radio', 'start heating'])
  return { supervisor, log }
}

async function breakIn(kit: TestSystem, id: string): Promise<void> {
  kit.system.whereis(id, Part)!.break()
  await kit.settle()
}

for (const [failed, log] of [
  ['boiler', ['end boiler', 'end heating', 'end pump', 'start boiler', 'start pump', 'start heating']],
  ['pump', ['end pump', 'end heating', 'start pump', 'start heating']],
  ['heating', ['end heating', 'start heating']],
  ['radio', ['end radio']],
] as const) {
  test(`when the ${failed} breaks, those that need it go along: stopped in reverse, started in order`, async () => {
    await using kit = await startTestSystem(byNeed)
    const stage = await plant(kit)
    await breakIn(kit, failed)
    expect(stage.log).toEqual(log)
  })
}

test('a part that was stopped by hand is left alone', async () => {
  await using kit = await startTestSystem(byNeed)
  const { supervisor, log } = await plant(kit)
  await kit.within(1000, supervisor.stopChild('pump'))
  await breakIn(kit, 'boiler')
  expect(log).toEqual(['end pump', 'end boiler', 'end heating', 'start boiler', 'start heating'])
})

test('the intensity holds for every strategy', async () => {
  await using kit = await startTestSystem(byNeed)
  const { supervisor } = await plant(kit)
  for (let i = 0; i < 4; i++) await breakIn(kit, 'boiler')
  expect(await supervisor.exited).toMatchObject({ type: 'crashed', error: { code: 'too-many-restarts' } })
  expect(kit.system.countInstances(Part)).toBe(0)
})

test('ids that are given twice, or that nobody has, harm nobody', async () => {
  await using kit = await startTestSystem(byNeed)
  const { log } = await plant(kit, 'with-strangers')
  await breakIn(kit, 'pump')
  expect(log).toEqual(['end pump', 'start pump'])
})

test('a supervisor that names a strategy which nobody knows does not start, and starts nobody', async () => {
  await using kit = await startTestSystem()
  await expect(kit.system.spawn(makePlant([]))).rejects.toThrow('with-dependants')
  expect(kit.events.of('spawned').filter(({ class: name }) => name === 'Part')).toEqual([])
})

test('a strategy that throws ends its supervisor, and so its children: nobody knows what they need', async () => {
  await using kit = await startTestSystem(byNeed)
  const { supervisor } = await plant(kit, 'failing')
  await breakIn(kit, 'pump')
  expect(await supervisor.exited).toMatchObject({ type: 'crashed', error: new Error('it fell over') })
  expect(kit.system.countInstances(Part)).toBe(0)
})

test('an upgrade of the supervisor brings another strategy to its living children, and a downgrade the first one', async () => {
  await using kit = await startTestSystem(byNeed)
  const { supervisor, log } = await plant(kit)
  expect(await kit.system.upgrade(makePlant(log, 'one-for-one', '2.0.0'))).toMatchObject({ outcome: 'committed' })
  expect(await supervisor.whichStrategy()).toBe('one-for-one')
  await breakIn(kit, 'boiler')
  expect(log.splice(0)).toEqual(['end boiler', 'start boiler'])
  expect(await kit.system.upgrade(makePlant(log))).toMatchObject({ outcome: 'committed' })
  await breakIn(kit, 'pump')
  expect(log).toEqual(['end pump', 'end heating', 'start pump', 'start heating'])
})

test('other rules altogether: a part whose error says that it is lost is not started again', async () => {
  class Merciful extends Supervision {
    override decide(...[situation, rules]: Parameters<Supervision['decide']>): ReturnType<Supervision['decide']> {
      const { reason } = situation
      const isLost =
        reason.type === 'crashed' && reason.error instanceof Error && reason.error.message === 'radio broke'
      return isLost ? { type: 'forget' } : super.decide(situation, rules)
    }
  }
  await using kit = await startTestSystem({
    configure: (container) => container.rebind(SUPERVISION).toConstantValue(new Merciful()),
  })
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class House extends Supervisor {
    override children() {
      return ['radio', 'oven'].map((id) => child(id, Part, [id, log], { name: id }))
    }
  }
  const house = await kit.system.spawn(House)
  log.length = 0
  await breakIn(kit, 'radio')
  await breakIn(kit, 'oven')
  expect(log).toEqual(['end radio', 'end oven', 'start oven'])
  expect((await house.childrenNow()).map(({ id }) => id)).toEqual(['oven'])
})

test('in fifty orders, whatever breaks, in the end all run that are to run', async () => {
  for (let seed = 0; seed < 50; seed++) {
    await using kit = await startTestSystem({ ...byNeed, seed })
    const { supervisor } = await plant(kit)
    for (const id of ['heating', 'boiler']) kit.system.whereis(id, Part)!.break()
    await kit.settle()
    const running = await supervisor.childrenNow()
    expect(running.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'boiler running',
      'pump running',
      'radio running',
      'heating running',
    ])
  }
})
