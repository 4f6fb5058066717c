import { actor, Actor, ActorSystem, attribute, type ActorClass } from '@instar/core'
import { expect, test } from 'vitest'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import type { Step } from '../../src/script/script.js'
import {
  inCentsBut,
  makeAccount,
  makeAccountInCents,
  makeLedger,
  makeNamed,
  makeShortLedger,
  sumOf,
  versionsOf,
} from './classes.js'

const never = check('never', () => 'it is not so')

async function startBank() {
  const system = await ActorSystem.start()
  const Account = makeAccount()
  const accounts = await Promise.all([1, 2, 3].map((balance) => system.spawn(Account, [balance])))
  const ledger = await system.spawn(makeLedger())
  const run = (...steps: Step[]) => runScript(system, defineScript({ name: 'script', steps }))
  return { system, Account, accounts, ledger, run, [Symbol.asyncDispose]: () => system.stop() }
}

const outcomesOf = ({ steps }: { steps: readonly { outcome: string }[] }): string[] =>
  steps.map(({ outcome }) => outcome)

test('H5: a step that fails before the first commit leaves everything as it was: functions are undone, last one first', async () => {
  await using bank = await startBank()
  const log: string[] = []
  const noted = (name: string): Step =>
    apply(name, () => log.push(`do ${name}`), { undo: () => log.push(`undo ${name}`) })
  const answer = await bank.run(
    noted('a'),
    noted('b'),
    upgrade(makeAccountInCents({ migrations: [inCentsBut(2)] })),
    noted('c'),
  )
  expect(answer.outcome).toBe('rolledBack')
  expect(answer.defects[0]).toContain('2 is not foreseen')
  expect(outcomesOf(answer)).toEqual(['takenBack', 'takenBack', 'failed', 'skipped'])
  expect(log).toEqual(['do a', 'do b', 'undo b', 'undo a'])
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('a step that fails after commits takes all of them back, last one first', async () => {
  await using bank = await startBank()
  const log: string[] = []
  const undo = (): unknown => log.push(JSON.stringify(versionsOf(bank.system)))
  const answer = await bank.run(
    upgrade(makeAccountInCents()),
    apply('between', () => {}, { undo }),
    upgrade(makeShortLedger()),
    never,
  )
  expect(answer).toMatchObject({ outcome: 'rolledBack', defects: ['never: it is not so'] })
  expect(outcomesOf(answer)).toEqual(['takenBack', 'takenBack', 'takenBack', 'failed'])
  expect(log).toEqual(['{"Account":"2.0.0","Ledger":"1.0.0"}'])
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('a class that is upgraded twice is taken back twice', async () => {
  await using bank = await startBank()
  const answer = await bank.run(
    upgrade(makeAccountInCents()),
    upgrade(makeAccountInCents({ version: '3.0.0', migrations: [] })),
    never,
  )
  expect(outcomesOf(answer)).toEqual(['takenBack', 'takenBack', 'failed'])
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('the plan of a class that is upgraded a second time is made in its turn, and its refusal takes the script back', async () => {
  await using bank = await startBank()
  const Gap = makeAccount3WithGap()
  const answer = await bank.run(upgrade(makeAccountInCents()), upgrade(Gap))
  expect(answer.outcome).toBe('rolledBack')
  expect(answer.defects[0]).toContain('it drops the attribute cents without a migration that says so')
  expect(outcomesOf(answer)).toEqual(['takenBack', 'failed'])
  expect(versionsOf(bank.system)).toMatchObject({ Account: '1.0.0' })
})

function makeAccount3WithGap(): ActorClass {
  @actor({ name: 'Account', version: '3.0.0' })
  class Account extends Actor {
    @attribute({ initial: 0 }) other!: number
  }
  return Account
}

test('added classes are taken back with the instances that were born since', async () => {
  await using bank = await startBank()
  const Base = makeNamed('Base', '1.0.0')
  @actor({ version: '1.0.0' })
  class Heir extends Base {}
  const born: Promise<unknown>[] = []
  const answer = await bank.run(
    add([Heir, Base]),
    apply('bear', async ({ system }) => {
      born.push((await system.spawn(Heir)).exited, (await system.spawn(Base)).exited)
    }),
    never,
  )
  expect(outcomesOf(answer)).toEqual(['takenBack', 'done', 'failed'])
  expect(answer.outcome).toBe('rolledBack')
  expect(answer.steps[0]!.text).toContain('Removed Heir, Base again.')
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await Promise.all(born)).toMatchObject([{ type: 'stopped' }, { type: 'stopped' }])
})

test('classes that an upgrade brings are taken back with it: those that do not go with the older code before it', async () => {
  await using bank = await startBank()
  const Account2 = makeAccountInCents()
  @actor({ version: '1.0.0' })
  class Savings extends Account2 {
    // The name is free since Account counts cents, and is not any more once it counts euros again.
    @attribute({ initial: 0 }) balance!: number
  }
  const answer = await bank.run(
    upgrade([Account2, Savings, makeNamed('Book', '1.0.0')]),
    apply('save', async ({ system }) => void (await system.spawn(Savings, [5]))),
    never,
  )
  expect(answer.defects).toEqual(['never: it is not so'])
  expect(outcomesOf(answer)).toEqual(['takenBack', 'done', 'failed'])
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('a function that fails itself is not undone', async () => {
  await using bank = await startBank()
  const log: string[] = []
  const answer = await bank.run(
    apply(
      'half',
      () => {
        throw new Error('in the middle')
      },
      { undo: () => log.push('undone') },
    ),
  )
  expect(answer).toMatchObject({ outcome: 'refused', defects: ['half: in the middle.'] })
  expect(log).toEqual([])
})

test('an undo that fails ends the way back: the script is stuck, and says of each step what it is', async () => {
  await using bank = await startBank()
  const answer = await bank.run(
    upgrade(makeAccountInCents()),
    apply('tell', () => {}, { undo: () => Promise.reject(new Error('nobody listens')) }),
    upgrade(makeShortLedger()),
    never,
    check('later', () => true),
  )
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects).toEqual([
    'never: it is not so',
    'tell could not be taken back: Its undo failed: nobody listens.',
  ])
  expect(outcomesOf(answer)).toEqual(['done', 'done', 'takenBack', 'failed', 'skipped'])
  expect(versionsOf(bank.system)).toEqual({ Account: '2.0.0', Ledger: '1.0.0' })
})

test('a rollback that fails leaves the script stuck, with the reason', async () => {
  await using bank = await startBank()
  const answer = await bank.run(
    apply('first', () => {}, { undo: () => {} }),
    upgrade(makeAccountInCents()),
    apply('burn the bridge', ({ system }) => void system.purge('Account', 'hard')),
    never,
  )
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects[1]).toContain('Account 1.0.0 has been purged')
  expect(outcomesOf(answer)).toEqual(['done', 'done', 'done', 'failed'])
  expect(versionsOf(bank.system)).toMatchObject({ Account: '2.0.0' })
})

test('what somebody else has upgraded meanwhile is never taken back, nor confirmed', async () => {
  await using bank = await startBank()
  const foreign = (system: ActorSystem): PromiseLike<unknown> => system.upgrade(makeShortLedger())
  const first = await bank.run(
    upgrade(makeAccountInCents()),
    apply('somebody else', ({ system }) => foreign(system)),
    never,
  )
  expect(first.outcome).toBe('stuck')
  expect(first.defects[1]).toContain('somebody else has upgraded to Ledger 2.0.0 meanwhile')
  expect(versionsOf(bank.system)).toEqual({ Account: '2.0.0', Ledger: '2.0.0' })
  const second = await bank.run(
    apply('somebody else', async ({ system }) => void (await system.upgrade(makeAccountInCents({ version: '2.1.0' })))),
    confirm(),
  )
  expect(second.defects[0]).toContain('Not confirmed: somebody else has upgraded to Account 2.1.0 meanwhile')
  expect((await bank.system.rollback()).outcome).toBe('committed')
})

test('what somebody else has taken back already needs no way back', async () => {
  await using bank = await startBank()
  const answer = await bank.run(
    upgrade(makeAccountInCents()),
    apply('somebody else', async ({ system }) => void (await system.rollback())),
    never,
  )
  expect(answer.outcome).toBe('rolledBack')
  expect(answer.steps[0]!.text).toContain('Somebody else had taken it back already.')
  expect(versionsOf(bank.system)).toMatchObject({ Account: '1.0.0' })
})

test('a step that fails behind confirm leaves what was confirmed: the script is stuck', async () => {
  await using bank = await startBank()
  bank.system.register(makeNamed('Legacy', '1.0.0'))
  const answer = await bank.run(
    upgrade(makeAccountInCents()),
    confirm(),
    apply('birth', async ({ system }) => void (await system.spawn('Legacy'))),
    remove('Legacy'),
    apply('last', () => {}),
  )
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects).toEqual([
    'remove Legacy: Refused: it has 1 instances: say with `instances` what becomes of them.',
    'Nothing can be taken back after confirm.',
  ])
  expect(outcomesOf(answer)).toEqual(['done', 'done', 'done', 'failed', 'skipped'])
  expect(versionsOf(bank.system)).toMatchObject({ Account: '2.0.0', Legacy: '1.0.0' })
})

test('a lazy upgrade that quarantines an instance fails, and is taken back: the instance works again', async () => {
  await using bank = await startBank()
  const answer = await bank.run(
    upgrade(makeAccountInCents({ migrations: [inCentsBut(2)] }), { strategy: 'lazy' }),
    check('never reached', () => true),
  )
  expect(answer.defects).toEqual([expect.stringContaining('1 in quarantine, such as <0.2>: 2 is not foreseen')])
  expect(answer.outcome).toBe('rolledBack')
  expect(outcomesOf(answer)).toEqual(['failed', 'skipped'])
  expect(versionsOf(bank.system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
  expect(await sumOf(bank.accounts)).toBe(600)
})

test('a lazy upgrade is done when its last instance has migrated', async () => {
  await using bank = await startBank()
  const lazy = upgrade(makeAccountInCents(), { strategy: 'lazy' })
  const seen: unknown[] = []
  const look = check('all have migrated', ({ system }) => {
    seen.push(...bank.accounts.map((account) => system.getState(account)))
    return true
  })
  expect(await bank.run(lazy, look)).toMatchObject({ outcome: 'done' })
  expect(seen).toEqual([{ cents: 100 }, { cents: 200 }, { cents: 300 }])
})
