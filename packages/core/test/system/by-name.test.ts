import { expect, test } from 'vitest'
import { Actor, ActorSystem, actor, attribute, migration, rename, request } from '../../src/index.js'

function makeCat(name: string) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ initial: name }) called!: string
    @attribute() lives = 9
    @request() tell() {
      return `${this.called} has ${this.lives} lives`
    }
  }
  return Cat
}

function makeCat2(name: string) {
  @actor({ name: 'Cat', version: '2.0.0' })
  class Cat2 extends Actor {
    @attribute({ initial: name }) called!: string
    @attribute() livesLeft = 7
    @request() tell() {
      return `${this.called} has ${this.livesLeft} lives left`
    }
  }
  return Cat2
}

test('an instance is born by the name of its class, in the version that runs by then', async () => {
  await using system = await ActorSystem.start()
  await expect(system.spawn('Cat')).rejects.toMatchObject({ code: 'unknown-class' })
  expect(() => system.spawnNow('Cat')).toThrow(expect.objectContaining({ code: 'unknown-class' }))
  const Cat = makeCat('Tom')
  system.register(Cat)
  const tom = await system.spawn<typeof Cat>('Cat')
  expect(await tom.tell()).toBe('Tom has 9 lives')
  const migrations = { Cat: [migration('1.0.0', rename('lives', 'livesLeft'))] }
  await system.upgrade(makeCat2('Tim'), { migrations })
  const tim = await system.spawn<typeof Cat>('Cat')
  expect(await tim.tell()).toBe('Tim has 7 lives left')
  expect(system.passive<typeof Cat>('Cat').tell()).toBe('Tim has 7 lives left')
  expect(await system.spawnNow<typeof Cat>('Cat').tell()).toBe('Tim has 7 lives left')
})

test('migrations come from outside for a class that brings none, and the rollback finds them', async () => {
  await using system = await ActorSystem.start()
  const tom = await system.spawn(makeCat('Tom'))
  const Next = makeCat2('Tom')
  expect((await system.upgrade(Next)).outcome).toBe('refused')
  const migrations = { Cat: [migration('1.0.0', rename('lives', 'livesLeft'))] }
  expect((await system.upgrade(Next, { migrations })).outcome).toBe('committed')
  expect(await tom.tell()).toBe('Tom has 9 lives left')
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await tom.tell()).toBe('Tom has 9 lives')
})

test('an instance in quarantine goes back to work by a state that fits, and handles what has waited', async () => {
  await using system = await ActorSystem.start()
  const tom = await system.spawn(makeCat('Tom'))
  const fail = () => {
    throw new Error('no way')
  }
  const upgrade = system.upgrade(makeCat2('Tom'), {
    strategy: 'lazy',
    migrations: { Cat: [migration('1.0.0', { up: fail, down: fail })] },
  })
  expect((await upgrade.settled).quarantined).toMatchObject([{ pid: tom.pid, message: 'no way' }])
  const waiting = tom.tell()
  expect(system.getState(tom)).toEqual({ called: 'Tom', lives: 9 })
  await expect(system.replaceState(tom, () => ({ called: 'Tom' }))).rejects.toMatchObject({ code: 'bad-state' })
  await system.replaceState(tom, ({ called, lives }) => ({ called, livesLeft: (lives as number) - 1 }))
  expect(await waiting).toBe('Tom has 8 lives left')
})
