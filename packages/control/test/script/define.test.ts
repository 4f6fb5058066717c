import { expect, test } from 'vitest'
import { add, apply, check, confirm, defineScript, remove, upgrade } from '../../src/script/define.js'
import type { ScriptContext } from '../../src/script/script.js'
import { inCents, makeAccountInCents, makeLedger } from './classes.js'

const Account = makeAccountInCents()
const Ledger = makeLedger()
const run = (): void => {}

test('steps are plain data, of what they are told', () => {
  expect(upgrade(Account)).toEqual({ type: 'upgrade', classes: [Account] })
  expect(upgrade([Account, Ledger], { extra: 1, after: ['Bank'] })).toEqual({
    type: 'upgrade',
    classes: [Account, Ledger],
    extra: 1,
    after: ['Bank'],
  })
  expect(add(Ledger, { name: 'the ledger' })).toEqual({ type: 'add', classes: [Ledger], name: 'the ledger' })
  expect(remove('Legacy')).toEqual({ type: 'remove', class: 'Legacy', instances: 'refuse' })
  expect(remove('Legacy', { instances: 'stop' })).toEqual({ type: 'remove', class: 'Legacy', instances: 'stop' })
  expect(apply('a', run, { undo: run, limits: { step: 5 } })).toEqual({
    type: 'apply',
    name: 'a',
    run,
    undo: run,
    limits: { step: 5 },
  })
  expect(check('c', () => true)).toMatchObject({ type: 'check', name: 'c' })
  expect(confirm()).toEqual({ type: 'confirm' })
})

test('a script is what it is defined to be; the compiler knows its steps and what its functions are given', () => {
  const script = { name: 's', limits: { freeze: 1 }, steps: [confirm()] }
  expect(defineScript(script)).toBe(script)
  apply('typed', ({ system, notes, say, signal }) => {
    const all: [ScriptContext['system'], Map<string, unknown>, (line: string) => void, AbortSignal] = [
      system,
      notes,
      say,
      signal,
    ]
    return all
  })
  upgrade(Account, { migrations: { Account: [inCents(100)] }, limits: { classes: { Account: 5 } } })
  // @ts-expect-error -- a misspelt option
  upgrade(Account, { stratgy: 'lazy' })
  // @ts-expect-error -- no such rule
  remove('Legacy', { instances: 'perhaps' })
  // @ts-expect-error -- a check has to give a verdict
  check('no verdict', () => 5)
  // @ts-expect-error -- an extra option of a script
  defineScript({ name: 's', steps: [], timeout: 5 })
})
