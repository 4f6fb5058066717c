// Names that instances take while they live.

import { expect, test } from 'vitest'
import { Actor, actor, request } from '../../src/index.js'
import { failureOf, startStill } from '../still.js'

@actor({ version: '1.0.0' })
class Clerk extends Actor {
  @request() take(name: string): boolean {
    return this.takeName(name)
  }
}

test('an instance is found by every name that it has taken, and by the one that it was born with', async () => {
  const { system } = await startStill()
  const clerk = await system.spawn(Clerk, [], { name: 'first' })
  expect(await clerk.take('second')).toBe(true)
  await clerk.take('third')
  expect(['first', 'second', 'third'].map((name) => system.whereis(name))).toEqual([clerk, clerk, clerk])
})

test('a name that is taken is refused with its holder, and is free again when that has ended', async () => {
  const { system } = await startStill()
  const [one, other] = [await system.spawn(Clerk), await system.spawn(Clerk)]
  await one.take('desk')
  const error = await failureOf(other.take('desk'))
  expect(error.code).toBe('name-taken')
  expect(error.facts).toMatchObject({ name: 'desk', pid: one.pid })
  await one.kill()
  expect(system.whereis('desk')).toBeUndefined()
  expect(await other.take('desk')).toBe(true)
})

test('what is no name is refused, and a passive instance gets none', async () => {
  const { system } = await startStill()
  const clerk = await system.spawn(Clerk)
  expect((await failureOf(clerk.take(''))).code).toBe('bad-option')
  expect((await failureOf(clerk.take('<0.1>'))).code).toBe('bad-option')
  expect(system.passive(Clerk).take('desk')).toBe(false)
  expect(system.whereis('desk')).toBeUndefined()
})
