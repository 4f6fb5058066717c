import {
  Actor,
  actor,
  attribute,
  type ComingUpgrade,
  drop,
  type InstanceUpgrade,
  migration,
  request,
  type UpgradeRefusal,
} from '@instar/core'
import { startTestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { deserialise, Serialisable, Upgradable } from '../src/index.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Upgradable: typeof Upgradable }

/** A class that has the trait, and the hooks; version 2.0.0 drops the note. */
function deskClass(version: string, log: string[] = [], objection?: string) {
  const migrations = version === '1.0.0' ? [] : [migration('1.0.0', drop('note'))]
  @actor({ name: 'Desk', version, traits: [Upgradable, Serialisable], migrations })
  class Desk extends Actor {
    @attribute() name: string
    constructor(name: string) {
      super()
      this.name = name
    }
    beforeFreeze({ changes }: ComingUpgrade): void {
      log.push(`${this.name}: before ${changes[0]!.to}`)
      if (objection !== undefined) throw new Error(objection)
    }
    upgradeRefused({ reasons }: UpgradeRefusal): void {
      log.push(`${this.name}: refused for ${reasons.length}`)
    }
    afterUpgrade({ dropped }: InstanceUpgrade): void {
      log.push(`${this.name}: dropped ${JSON.stringify(dropped)} at ${this.lastUpgrade?.dropped.join()}`)
    }
    @request() getName(): string {
      return this.name
    }
  }
  interface Desk extends Upgradable, Serialisable {}
  if (version === '1.0.0') attribute({ initial: 'call back' })(Desk.prototype, 'note')
  return Desk
}

test('an instance tells the version of each class of its lineage, and follows upgrades and downgrades', async () => {
  await using kit = await startTestSystem()
  const desk = await kit.system.spawn(deskClass('1.0.0'), ['Ann'])
  expect(await desk.getVersions()).toEqual({ Desk: '1.0.0', Upgradable: '1.0.0', Serialisable: '1.0.0' })
  await kit.system.upgrade(deskClass('2.0.0'))
  expect(await desk.getVersions()).toMatchObject({ Desk: '2.0.0' })
  await kit.system.rollback()
  expect(await desk.getVersions()).toMatchObject({ Desk: '1.0.0' })
})

test('each instance is asked before the freeze, and told afterwards what it has lost; it remembers the names', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const Desk = deskClass('1.0.0', log)
  const [ann, bob] = [await kit.system.spawn(Desk, ['Ann']), await kit.system.spawn(Desk, ['Bob'])]
  await kit.system.replaceState(bob, () => ({ note: 'nothing' }))
  expect(await ann.getLastUpgrade()).toBeNull()
  await kit.advance(700)
  await kit.system.upgrade(deskClass('2.0.0', log))
  await kit.settle()
  expect(log.slice(0, 2).toSorted()).toEqual(['Ann: before 2.0.0', 'Bob: before 2.0.0'])
  expect(log.slice(2).toSorted()).toEqual([
    'Ann: dropped {"note":"call back"} at note',
    'Bob: dropped {"note":"nothing"} at note',
  ])
  expect(await ann.getLastUpgrade()).toEqual({
    at: 700,
    changes: [{ class: 'Desk', from: '1.0.0', to: '2.0.0', direction: 'up' }],
    dropped: ['note'],
  })
  await kit.system.rollback()
  expect(await bob.getLastUpgrade()).toMatchObject({ changes: [{ direction: 'down' }], dropped: [] })
  expect(kit.system.getState(bob)).toMatchObject({ note: 'nothing' })
})

test('one objection refuses the upgrade, is named with its instance, and is told to those that had prepared', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const ann = await kit.system.spawn(deskClass('1.0.0', log, 'the phone is ringing'), ['Ann'])
  const report = await kit.system.upgrade(deskClass('2.0.0', log))
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([`Desk ${ann.pid}: its beforeFreeze threw: the phone is ringing`])
  await kit.settle()
  expect(log).toEqual(['Ann: before 2.0.0', 'Ann: refused for 1'])
  expect(await ann.getLastUpgrade()).toBeNull()
})

test('a class that has the trait and none of the hooks is upgraded without being asked', async () => {
  await using kit = await startTestSystem()
  const makePlain = (version: string) => {
    @actor({ name: 'Plain', version, traits: [Upgradable] })
    class Plain extends Actor {
      @attribute({ initial: version }) mark!: string
    }
    interface Plain extends Upgradable {}
    return Plain
  }
  const plain = await kit.system.spawn(makePlain('1.0.0'))
  const report = await kit.system.upgrade(makePlain('2.0.0'))
  expect(report.phases.prepare).toBeUndefined()
  expect(await plain.getLastUpgrade()).toMatchObject({ changes: [{ class: 'Plain', to: '2.0.0' }] })
})

test('under a lazy upgrade an instance hears of it when it is touched', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const ann = await kit.system.spawn(deskClass('1.0.0', log), ['Ann'])
  await kit.system.upgrade(deskClass('2.0.0', log), { strategy: 'lazy' })
  await ann.getName()
  expect(log).toEqual(['Ann: before 2.0.0', 'Ann: dropped {"note":"call back"} at note'])
})

test('an afterUpgrade that throws ends its instance, and no other', async () => {
  await using kit = await startTestSystem()
  const makeTorn = (version: string) => {
    @actor({ name: 'Torn', version, traits: [Upgradable] })
    class Torn extends Actor {
      @attribute() name: string
      constructor(name: string) {
        super()
        this.name = name
      }
      afterUpgrade(): void {
        if (this.name === 'bad') throw new Error('torn')
      }
    }
    interface Torn extends Upgradable {}
    if (version !== '1.0.0') attribute({ initial: 1 })(Torn.prototype, 'more')
    return Torn
  }
  const Torn = makeTorn('1.0.0')
  const [bad, good] = [await kit.system.spawn(Torn, ['bad']), await kit.system.spawn(Torn, ['good'])]
  expect(await kit.system.upgrade(makeTorn('2.0.0'))).toMatchObject({ outcome: 'committed' })
  expect(await bad.exited).toMatchObject({ type: 'crashed', method: 'afterUpgrade' })
  expect((await good.getLastUpgrade())?.changes).toHaveLength(1)
})

test('an upgrade of the trait itself, up and down, reaches who has it, and the memory stays', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const ann = await system.spawn(deskClass('1.0.0'), ['Ann'])
  await system.upgrade(deskClass('2.0.0'))
  const remembered = await ann.getLastUpgrade()
  const next = await evaluateAgain<Module>('upgradable.ts', {
    "version: '1.0.0'": "version: '2.0.0', migrations: [migration('1.0.0', rename('lastUpgrade', 'newest'))]",
    'attribute,': 'attribute, migration, rename,',
    'lastUpgrade!:': 'newest!:',
    'this.lastUpgrade = {': 'if (changes.length > 99) this.newest = {',
    'this.lastUpgrade': 'this.newest',
  })
  expect(await system.upgrade(next.Upgradable)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await ann.getLastUpgrade()).toEqual(remembered)
  await system.rollback()
  expect(await ann.getLastUpgrade()).toMatchObject({ changes: [{ class: 'Upgradable', to: '1.0.0' }] })
})

test('what it remembers is written and read back', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const ann = await system.spawn(deskClass('1.0.0'), ['Ann'])
  await system.upgrade(deskClass('2.0.0'))
  await kit.settle()
  const again = await deserialise<InstanceType<ReturnType<typeof deskClass>>>(system, await ann.serialise())
  expect(await again.getLastUpgrade()).toEqual(await ann.getLastUpgrade())
  expect(await again.getName()).toBe('Ann')
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('upgradable')).toEqual(printedBy('upgradable'))
})
