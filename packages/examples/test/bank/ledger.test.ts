import { Actor, actor, oneway, type Oneway, type Ref } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { Ledger } from '../../src/bank/ledger.js'
import { orderWith } from './small-bank.js'

@actor({ version: '1.0.0' })
class Working extends Actor {
  @oneway() work(): Oneway {}
}

async function openLedger(started: TestSystem): Promise<Ref<Ledger>> {
  const ledger = await started.system.spawn(Ledger, [3, 10_000])
  ledger.accept([orderWith(), { ...orderWith(), id: 2, from: 2, to: 3 }])
  return ledger
}

test('a clerk takes the next order, and is given the same one again until it is settled', async () => {
  await using started = await startTestSystem()
  const ledger = await openLedger(started)
  expect(await ledger.take('ann')).toMatchObject({ id: 1, point: 'reserved', clerk: 'ann', attempts: 1 })
  expect(await ledger.take('bob')).toMatchObject({ id: 2, clerk: 'bob' })
  await ledger.note(1, 'debited')
  expect(await ledger.take('ann')).toMatchObject({ id: 1, point: 'debited', attempts: 2 })
  await ledger.note(1, 'credited')
  await ledger.settle(1)
  expect(await ledger.take('ann')).toBeNull()
  expect(await ledger.figures()).toEqual({ waiting: 0, open: 1, settled: 1, idle: 1 })
})

test('what an account notes is in its statement at once, and stays there when the transfer is closed', async () => {
  await using started = await startTestSystem()
  const ledger = await openLedger(started)
  await ledger.take('ann')
  expect(await ledger.note(1, 'debited')).toEqual([1])
  expect(await ledger.statement(1)).toEqual({ cents: 8766, moved: [1] })
  expect(await ledger.statement(2)).toEqual({ cents: 10_000, moved: [] })
  expect(await ledger.note(1, 'credited')).toEqual([1])
  expect(await ledger.statement(2)).toEqual({ cents: 11_234, moved: [1] })
  await ledger.settle(1)
  expect(await ledger.statement(1)).toEqual({ cents: 8766, moved: [] })
  expect(await ledger.statement(2)).toEqual({ cents: 11_234, moved: [] })
})

test('nothing is noted twice, out of turn, or of a transfer that is not open', async () => {
  await using started = await startTestSystem()
  const ledger = await openLedger(started)
  await expect(ledger.note(1, 'debited')).rejects.toThrow('Transfer 1 is not open.')
  await ledger.take('ann')
  await expect(ledger.note(1, 'credited')).rejects.toThrow('it cannot become credited')
  await ledger.note(1, 'debited')
  await expect(ledger.note(1, 'debited')).rejects.toThrow('it cannot become debited')
  await expect(ledger.settle(1)).rejects.toThrow('Transfer 1 is not credited yet.')
  expect(await ledger.statement(1)).toEqual({ cents: 8766, moved: [1] })
})

test('a clerk who has found nothing to do is called when orders come, once', async () => {
  await using started = await startTestSystem()
  const ledger = await started.system.spawn(Ledger, [3, 10_000])
  const ann = await started.probe(Working, { name: 'ann' })
  expect(await ledger.take('ann')).toBeNull()
  ledger.accept([orderWith()])
  ledger.accept([{ ...orderWith(), id: 2 }])
  await ann.expect('work')
  await ann.expectNothing()
})
