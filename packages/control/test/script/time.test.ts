import { actor, Actor, request, staticMethod } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import type { Script, Step } from '../../src/script/script.js'
import { makeAccount, makeAccountInCents, makeGate, makeLedger, makeNamed, sumOf, versionsOf } from './classes.js'

const forEver = new Promise<never>(() => {})

function run(test: TestSystem, steps: readonly Step[], more: Partial<Script> = {}) {
  return test.within(10_000_000, runScript(test.system, defineScript({ name: 'timed', steps, ...more })))
}

test('a function that does not end in time fails the step by name, and is told by its signal', async () => {
  await using test = await startTestSystem()
  let signal: AbortSignal | undefined
  const slow = apply('fill the book', (context) => {
    signal = context.signal
    return forEver
  })
  const answer = await run(test, [slow], { limits: { step: 500 } })
  expect(answer).toMatchObject({ outcome: 'refused', defects: ['fill the book: it did not end within 500 ms.'] })
  expect(answer.steps[0]!.durationMs).toBe(500)
  expect(signal!.aborted).toBe(true)
  expect(test.clock.now()).toBe(500)
})

test('a function without a limit has a minute, and so have checks and undos', async () => {
  await using test = await startTestSystem()
  const answer = await run(test, [apply('first', () => {}, { undo: () => forEver }), check('second', () => forEver)])
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects).toEqual([
    'second: it did not end within 60000 ms.',
    'first could not be taken back: Its undo failed: it did not end within 60000 ms.',
  ])
  expect(test.clock.now()).toBe(120_000)
})

test('the signal of a function that ended in time is not aborted', async () => {
  await using test = await startTestSystem()
  let signal: AbortSignal | undefined
  await run(test, [apply('quick', (context) => void (signal = context.signal))])
  expect(signal!.aborted).toBe(false)
})

test('a set comes to rest within the smallest limit of its classes, or the step fails and names who did not', async () => {
  await using test = await startTestSystem()
  const account = await test.system.spawn(makeAccount(), [1])
  const gate = makeGate()
  const waiting = account.wait(gate.opened)
  const limits = { freeze: 5000, classes: { Account: 300 } }
  const answer = await run(test, [upgrade(makeAccountInCents(), { limits })])
  expect(answer.outcome).toBe('refused')
  expect(answer.defects[0]).toContain('has been in wait for 300 ms')
  expect(test.clock.now()).toBe(300)
  gate.open()
  await waiting
  expect(versionsOf(test.system)).toEqual({ Account: '1.0.0' })
})

test('who does not come to rest can be killed instead', async () => {
  await using test = await startTestSystem()
  const account = await test.system.spawn(makeAccount(), [1])
  const gate = makeGate()
  const waiting = account.wait(gate.opened).catch((error: Error) => error.message)
  const answer = await run(test, [upgrade(makeAccountInCents(), { onDeadline: 'kill', limits: { freeze: 300 } })])
  expect(answer.outcome).toBe('done')
  expect(await account.exited).toMatchObject({ type: 'upgrade' })
  gate.open()
  await waiting
})

test('an upgrade whose load hook never ends is waited for no longer: the script is stuck, and says why', async () => {
  await using test = await startTestSystem()
  await test.system.spawn(makeAccount(), [1])
  const Hanging = makeAccountInCents()
  const gate = makeGate()
  Object.defineProperty(Hanging, 'onLoad', { value: () => gate.opened })
  const answer = await run(test, [
    apply('before', () => {}, { undo: () => {} }),
    upgrade(Hanging, { limits: { freeze: 100, step: 900 } }),
  ])
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects[1]).toContain('It is still under way, and may yet be committed')
  expect(answer.steps.map(({ outcome }) => outcome)).toEqual(['done', 'failed'])
  expect(test.clock.now()).toBe(1000)
  gate.open()
  await test.settle()
})

test('a removal that waits too long for an instance fails, and says for whom', async () => {
  await using test = await startTestSystem()
  const ledger = await test.system.spawn(makeLedger())
  const gate = makeGate()
  const waiting = ledger.wait(gate.opened)
  const answer = await run(test, [remove('Ledger', { instances: 'stop', limits: { step: 200 } })])
  expect(answer.outcome).toBe('stuck')
  expect(answer.defects[0]).toContain(`${ledger.pid} have not ended; Ledger is removed when they have, or are killed`)
  gate.open()
  await waiting
  await test.settle()
  expect(versionsOf(test.system)).toEqual({})
})

test('an instance of an added class that does not stop in time is killed on the way back', async () => {
  await using test = await startTestSystem()
  const gate = makeGate()
  const ends: Promise<unknown>[] = []
  const Ledger = makeLedger()
  const answer = await run(
    test,
    [
      add(Ledger),
      apply('bear', async ({ system }) => {
        const ledger = await system.spawn(Ledger)
        ends.push(ledger.exited)
        ledger.wait(gate.opened).catch(() => {})
      }),
      check('never', () => false),
    ],
    { limits: { step: 100 } },
  )
  expect(answer.outcome).toBe('rolledBack')
  expect(await ends[0]).toMatchObject({ type: 'killed' })
  expect(versionsOf(test.system)).toEqual({})
  gate.open()
})

test('confirm waits for callers of old static methods, up to the limit, and then purges what was to be purged', async () => {
  await using test = await startTestSystem()
  const Account = makeAccount()
  await test.system.spawn(Account, [1])
  const gate = makeGate()
  const held = test.system.static(Account).hold(gate.opened)
  const steps = [upgrade(makeAccountInCents(), { purge: 'soft', limits: { drain: 95 } }), confirm()]
  const answer = await run(test, steps)
  expect(answer.outcome).toBe('done')
  expect(test.clock.now()).toBe(95)
  expect(answer.steps[1]!.text).toContain('Purge of Account: refused.')
  expect(answer.steps[1]!.text).toContain('the static call Account.hold, in Account 1.0.0 for 95 ms')
  expect(test.system.generations('Account').length).toBe(2)
  gate.open()
  await held
})

test('confirm purges as soon as nobody is in old code any more', async () => {
  await using test = await startTestSystem()
  const Account = makeAccount()
  await test.system.spawn(Account, [1])
  const gate = makeGate()
  test.clock.setTimer(gate.open, 42)
  const held = test.system.static(Account).hold(gate.opened)
  const answer = await run(test, [upgrade(makeAccountInCents(), { purge: 'soft' }), confirm()], {
    limits: { drain: 1000 },
  })
  expect(answer.steps[1]!.text).toBe('Confirmed.\nPurge of Account 1.0.0: purged.')
  expect(test.clock.now()).toBe(50)
  await held
})

test('a hard purge ends who lingers', async () => {
  await using test = await startTestSystem()
  const Account = makeAccount()
  await test.system.spawn(Account, [1])
  const held = test.system
    .static(Account)
    .hold(forEver)
    .catch((error: Error) => error.name)
  const answer = await run(test, [upgrade(makeAccountInCents(), { purge: 'hard' }), confirm()])
  expect(answer.steps[1]!.text).toContain('Purge of Account 1.0.0: purged.')
  expect(await held).toBe('PurgedError')
})

test('confirm confirms all upgrades of a script, not only the last one', async () => {
  await using test = await startTestSystem()
  const account = await test.system.spawn(makeAccount(), [1])
  await test.system.spawn(makeNamed('Other', '1.0.0'))
  const steps = [upgrade(makeAccountInCents()), upgrade(makeNamed('Other', '2.0.0')), confirm()]
  expect(await run(test, steps)).toMatchObject({ outcome: 'done' })
  for (const _ of steps) expect((await test.system.rollback()).outcome).toBe('refused')
  expect(versionsOf(test.system)).toEqual({ Account: '2.0.0', Other: '2.0.0' })
  expect(await sumOf([account])).toBe(100)
})

test('confirm without an upgrade says that there was none', async () => {
  await using test = await startTestSystem()
  const answer = await run(test, [confirm()])
  expect(answer.steps).toMatchObject([{ outcome: 'done', text: 'There was no upgrade to confirm.' }])
})

test('an upgrade from inside of the set that it freezes is refused, and the script ends', async () => {
  await using test = await startTestSystem()
  const Next = makeNamed('Runner', '2.0.0')
  @actor({ name: 'Runner', version: '1.0.0' })
  class Runner extends Actor {
    @request() async runIt() {
      return await runScript(this.system as never, defineScript({ name: 'inside', steps: [upgrade(Next)] }))
    }
    @staticMethod() static unused(): void {}
  }
  const runner = await test.system.spawn(Runner)
  const answer = await test.within(1_000_000, runner.with({ timeout: Infinity }).runIt())
  expect(answer.outcome).toBe('refused')
  expect(answer.defects[0]).toContain('it was asked for from inside Runner')
})
