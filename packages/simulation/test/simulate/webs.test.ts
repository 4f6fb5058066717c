import { beforeEach, expect, test } from 'vitest'
import { Ledger } from '../../src/simulate/ledger.js'

const code = { class: 'Spider', version: '1.0.0' }
let current = '1.0.0'
let ledger: Ledger
let life: number

beforeEach(() => {
  current = '1.0.0'
  ledger = new Ledger(
    () => current,
    () => {},
  )
  life = ledger.beBorn({ poke() {} }, code)
})

const blamed = (): string[] => ledger.violations.map(({ invariant }) => invariant)

test('flies are eaten in their order, by a loop that waits or comes later', async () => {
  const { webs } = ledger
  const first = webs.hunger(life, code)
  webs.feed('fly', life)
  webs.feed('tough fly', life)
  for (const fly of [await first, await webs.hunger(life, code)]) {
    webs.seize(fly, life, code)
    webs.letGo(life)
  }
  expect([...ledger.entries.values()].map(({ method, begun }) => `${method} ${begun}`)).toEqual([
    'fly 1',
    'tough fly 1',
  ])
  expect(blamed()).toEqual([])
})

test('a loop that has ended leaves its flies to the next one', async () => {
  const { webs } = ledger
  void webs.hunger(life, code)
  webs.leave(life)
  webs.feed('fly', life)
  expect((await webs.hunger(life, code)).method).toBe('fly')
  expect(blamed()).toEqual([])
})

test('a second loop of an instance is blamed', () => {
  void ledger.webs.hunger(life, code)
  void ledger.webs.hunger(life, code)
  expect(blamed()).toEqual(['an instance has one main loop'])
})

test('a loop that waits in old code is blamed', () => {
  current = '2.0.0'
  void ledger.webs.hunger(life, code)
  expect(blamed()).toEqual(['no old code begins'])
})

test('what runs between two yields of a loop, and a fly that is eaten twice, is blamed', async () => {
  const { webs } = ledger
  webs.feed('fly', life)
  const fly = await webs.hunger(life, code)
  webs.seize(fly, life, code)
  ledger.begin(ledger.send('grow', life, 0, false).id, life, code)
  webs.letGo(life)
  webs.seize(fly, life, code)
  expect(blamed()).toEqual(['nothing else runs in a stretch of a main loop', 'each message is handled once'])
})
