import { Actor, actor, attribute, isInstarError, migration, type Ref, rename, request } from '@instar/core'
import { SeededRandom, startTestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { areIdentical, deserialise, findIdentity, Identifiable, Serialisable } from '../src/index.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Identifiable: typeof Identifiable }

/** A class that has the trait, and gives its identity when it is told one. */
function accountClass(version = '1.0.0') {
  const migrations = version === '1.0.0' ? [] : [migration('1.0.0', rename('money', 'cents'))]
  @actor({ name: 'Account', version, traits: [Identifiable, Serialisable], migrations })
  class Account extends Actor {
    constructor(identity?: unknown) {
      super()
      if (identity !== undefined) this.identity = identity as string
    }
    @request({ const: true }) balance(): number {
      const { money, cents } = this as unknown as Record<string, number>
      return money ?? cents!
    }
  }
  interface Account extends Identifiable, Serialisable {}
  attribute({ initial: 5 })(Account.prototype, version === '1.0.0' ? 'money' : 'cents')
  return Account
}

async function causeOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.catch((reason: unknown) => reason)
  return (error as Error).cause
}

test('an instance makes its own identity, a UUID by chance, and is found by it until it ends', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const Account = accountClass()
  const [one, other] = [await system.spawn(Account), await system.spawn(Account)]
  const identity = await one.getIdentity()
  expect(identity).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(await other.getIdentity()).not.toBe(identity)
  const found: Ref<InstanceType<typeof Account>> | undefined = findIdentity(system, identity, Account)
  expect(found).toBe(one)
  expect(await one.isIdentifiedBy(identity)).toBe(true)
  await one.kill()
  expect(findIdentity(system, identity)).toBeUndefined()
})

test('the same chance gives the same identities', async () => {
  const identityBy = async (seed: number) => {
    await using kit = await startTestSystem({ seed })
    const account = await kit.system.spawn(accountClass())
    return await account.getIdentity()
  }
  expect(await identityBy(3)).toBe(await identityBy(3))
  expect(await identityBy(3)).not.toBe(await identityBy(4))
})

test('no two living instances have one identity; the refused birth names the holder, and leaves it alone', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const Account = accountClass()
  const one = await system.spawn(Account, ['4711'])
  const cause = await causeOf(system.spawn(Account, ['4711']))
  expect(isInstarError(cause, 'identity-taken')).toBe(true)
  expect((cause as Error).message).toContain(`The identity 4711 is that of Account ${one.pid}`)
  expect(findIdentity(system, '4711')).toBe(one)
  expect(system.countInstances(Account)).toBe(1)
  await one.stop()
  const next = await system.spawn(Account, ['4711'])
  expect(findIdentity(system, '4711')).toBe(next)
})

test.each([[7], [''], [null]])('%j is no identity, or is none that was given', async (identity) => {
  await using kit = await startTestSystem()
  const spawning = kit.system.spawn(accountClass(), [identity])
  if (identity === '') expect(await (await spawning).getIdentity()).toHaveLength(36)
  else expect(isInstarError(await causeOf(spawning), 'bad-identity')).toBe(true)
})

test('an instance that crashes in its start has its identity by then, and gives it back', async () => {
  await using kit = await startTestSystem()
  @actor({ version: '1.0.0', traits: [Identifiable] })
  class Fragile extends Actor {
    start(): void {
      const isTaken = this.system.whereis('identity/the one') !== undefined
      throw new Error(isTaken ? 'broken' : 'not taken')
    }
    makeIdentity(): string {
      return 'the one'
    }
  }
  interface Fragile extends Identifiable {}
  const spawning = kit.system.spawn(Fragile)
  expect((await causeOf(spawning)) as Error).toMatchObject({ message: 'broken' })
  expect(findIdentity(kit.system, 'the one')).toBeUndefined()
})

test('a class may make identities of its own kind', async () => {
  await using kit = await startTestSystem()
  @actor({ version: '1.0.0', traits: [Identifiable] })
  class Room extends Actor {
    @attribute() floor: number
    constructor(floor: number) {
      super()
      this.floor = floor
    }
    makeIdentity(): string {
      return `room-${this.floor}`
    }
  }
  interface Room extends Identifiable {}
  await kit.system.spawn(Room, [3])
  expect(await findIdentity(kit.system, 'room-3')!.getIdentity()).toBe('room-3')
})

test('a passive instance has an identity, and is not found by it', async () => {
  await using kit = await startTestSystem()
  const account = kit.system.passive(accountClass(), ['4711'])
  expect(account.getIdentity()).toBe('4711')
  expect(findIdentity(kit.system, '4711')).toBeUndefined()
})

test('an upgrade of the class that has the trait, up and down, changes neither the identity nor who is found by it', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const account = await system.spawn(accountClass(), ['4711'])
  expect(await system.upgrade(accountClass('2.0.0'))).toMatchObject({ outcome: 'committed' })
  expect([await account.getIdentity(), await account.balance()]).toEqual(['4711', 5])
  expect(findIdentity(system, '4711')).toBe(account)
  expect(await system.rollback()).toMatchObject({ outcome: 'committed' })
  expect([await account.getIdentity(), await account.balance()]).toEqual(['4711', 5])
})

test('an upgrade of the trait itself, up and down, keeps the identity, and unique it stays', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const Account = accountClass()
  const account = await system.spawn(Account, ['4711'])
  const next = await evaluateAgain<Module>('identifiable.ts', {
    "version: '1.0.0'": "version: '2.0.0', migrations: [migration('1.0.0', rename('identity', 'mark'))]",
    'attribute,': 'attribute, migration, rename,',
    'identity!: string': 'mark!: string',
    'this.identity': 'this.mark',
  })
  expect(await system.upgrade(next.Identifiable)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await account.getIdentity()).toBe('4711')
  expect(system.getState(account)).toMatchObject({ mark: '4711' })
  expect(findIdentity(system, '4711')).toBe(account)
  expect(await system.rollback()).toMatchObject({ outcome: 'committed' })
  expect(await account.getIdentity()).toBe('4711')
  expect(isInstarError(await causeOf(system.spawn(Account, ['4711'])), 'identity-taken')).toBe(true)
})

test('one that is read back is the same one: found by its identity, and refused as long as the first one lives', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const Account = accountClass()
  const account = await system.spawn(Account, ['4711'])
  const bytes = await account.serialise()
  const error = await deserialise(system, bytes).catch((reason: Error) => reason)
  expect((error as Error).message).toContain('Entry 1')
  expect(findIdentity(system, '4711')).toBe(account)
  expect(system.countInstances(Account)).toBe(1)
  await account.stop()
  const again = await deserialise<InstanceType<typeof Account>>(system, bytes)
  expect(again.pid).not.toBe(account.pid)
  expect(findIdentity(system, '4711')).toBe(again)
})

test('refs are compared by identity, across systems too', async () => {
  await using one = await startTestSystem()
  await using other = await startTestSystem({ seed: 2 })
  const account = await one.system.spawn(accountClass(), ['4711'])
  other.system.register(accountClass())
  const copy = await deserialise<InstanceType<ReturnType<typeof accountClass>>>(other.system, await account.serialise())
  expect(await areIdentical(account, copy)).toBe(true)
  expect(await areIdentical(account, account)).toBe(true)
  expect(await areIdentical(account, await one.system.spawn(accountClass2(), []))).toBe(false)
})

/** Another class with the trait. */
function accountClass2() {
  @actor({ name: 'Vault', version: '1.0.0', traits: [Identifiable] })
  class Vault extends Actor {}
  interface Vault extends Identifiable {}
  return Vault
}

test('those that live are found, and no others, under random births and ends', async () => {
  await using kit = await startTestSystem()
  const { system } = kit
  const Vault = accountClass2()
  const random = new SeededRandom(7)
  const living = new Map<string, Ref<InstanceType<typeof Vault>>>()
  for (let i = 0; i < 2000; i++) {
    const known = [...living.keys()]
    if (known.length > 0 && random.next() < 0.3) {
      const gone = known[Math.floor(random.next() * known.length)]!
      await living.get(gone)!.kill()
      living.delete(gone)
    } else {
      const ref = await system.spawn(Vault)
      living.set(await ref.getIdentity(), ref)
    }
  }
  expect(living.size).toBe(system.countInstances(Vault))
  for (const [identity, ref] of living) expect(findIdentity(system, identity)).toBe(ref)
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('identifiable')).toEqual(printedBy('identifiable'))
})
