// What an upgrade can be asked for.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, migration } from '../../src/index.js'
import { failureOf, startStill } from '../still.js'

function makeCat(version: string) {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) version = version
  }
  return Cat
}

test.each<[unknown, code: string, option: string]>([
  [null, 'bad-option', 'upgrade'],
  ['lazy', 'bad-option', 'upgrade'],
  [{ strateyg: 'lazy' }, 'unknown-option', 'strateyg'],
  [{ deadline: -1 }, 'bad-option', 'deadline'],
  [{ drainTimeout: Number.NaN }, 'bad-option', 'drainTimeout'],
  [{ strategy: 'later' }, 'bad-option', 'strategy'],
  [{ onDeadline: 'wait' }, 'bad-option', 'onDeadline'],
  [{ purge: true }, 'bad-option', 'purge'],
  [{ migrations: null }, 'bad-option', 'migrations'],
  [{ migrations: 5 }, 'bad-option', 'migrations'],
  [{ migrations: { Cat: migration('1.0.0') } }, 'bad-option', 'migrations.Cat'],
  [{ migrations: { Cat: [{}] } }, 'bad-option', 'migrations.Cat'],
])('options that cannot be are refused by name, and nothing has changed: %j', async (options, code, option) => {
  const { system } = await startStill()
  system.register(makeCat('1.0.0'))
  const error = await failureOf(system.upgrade(makeCat('2.0.0'), options as never))
  expect([error.code, error.facts['option']]).toEqual([code, option])
  expect(system.describe('Cat').version).toBe('1.0.0')
})

test('options that can be are taken', async () => {
  const { system } = await startStill()
  system.register(makeCat('1.0.0'))
  const options = {
    strategy: 'lazy',
    onDeadline: 'kill',
    purge: 'soft',
    deadline: Infinity,
    drainTimeout: 0,
    extra: 'anything',
    migrations: { Cat: [migration('1.0.0')] },
    failFast: true,
    detached: true,
  } as const
  expect((await system.upgrade(makeCat('2.0.0'), options)).outcome).toBe('committed')
})
