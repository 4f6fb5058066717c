import { expect, test } from 'vitest'
import { actor, Actor, oneway, type Oneway, type Ref, type Reference, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeCat() {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @request() linkTo(other: Reference) {
      this.link(other)
    }
    @request() unlinkFrom(other: Reference) {
      this.unlink(other)
    }
    @oneway() choke(): Oneway {
      throw new Error('hairball')
    }
    @request() async bear(link: boolean): Promise<Ref<Cat>> {
      return (await this.spawn(Cat, [], { link })) as Ref<Cat>
    }
    @request() async sleep(until: Promise<void>) {
      await until
    }
  }
  return Cat
}

test('an instance ends when one that it is linked to ends abnormally, whoever made the link, and its reason names that one', async () => {
  for (const which of [0, 1] as const) {
    const { system } = await startStill()
    const Cat = makeCat()
    const pair = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
    await pair[0].linkTo(pair[1])
    pair[which].choke()
    const reason = await pair[which].exited
    expect(reason.type).toBe('crashed')
    expect(await pair[1 - which]!.exited).toEqual({ type: 'linked', pid: pair[which].pid, reason })
  }
})

test('a kill is abnormal; a stop, by itself or from outside, is not', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, tim, kit] = await Promise.all([system.spawn(Cat), system.spawn(Cat), system.spawn(Cat)])
  await tom.linkTo(tim)
  await tim.linkTo(kit)
  await tom.stop()
  expect(await stateOf(tim.exited)).toBe('pending')
  await kit.kill()
  expect(await tim.exited).toMatchObject({ type: 'linked', reason: { type: 'killed' } })
})

test('an abnormal end runs through a chain of links, round a circle too', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const cats = await Promise.all(Array.from({ length: 5 }, () => system.spawn(Cat)))
  for (const [i, cat] of cats.entries()) await cat.linkTo(cats[(i + 1) % 5]!)
  cats[2]!.choke()
  await Promise.all(cats.map(({ exited }) => exited))
  expect(system.countInstances(Cat)).toBe(0)
})

test('linking twice is linking once; an unlink undoes it, from either side', async () => {
  for (const which of [0, 1] as const) {
    const { system } = await startStill()
    const Cat = makeCat()
    const pair = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
    await pair[0].linkTo(pair[1])
    await pair[1].linkTo(pair[0])
    await pair[which].unlinkFrom(pair[1 - which]!)
    await pair[0].kill()
    expect(await stateOf(pair[1].exited)).toBe('pending')
  }
})

test('linking to one that has ended abnormally ends the instance; to one that has stopped does nothing', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, killed, stopped] = await Promise.all([system.spawn(Cat), system.spawn(Cat), system.spawn(Cat)])
  await killed.kill()
  await stopped.stop()
  await tom.linkTo(stopped)
  expect(await stateOf(tom.exited)).toBe('pending')
  void tom.linkTo(killed).catch(() => {})
  expect(await tom.exited).toMatchObject({ type: 'linked', pid: killed.pid, reason: { type: 'killed' } })
})

test('a spawn with a link ties parent and child; without one it does not', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const [linked, free] = [await tom.bear(true), await tom.bear(false)]
  free.choke()
  await free.exited
  expect(await stateOf(tom.exited)).toBe('pending')
  linked.choke()
  expect(await tom.exited).toMatchObject({ type: 'linked', pid: linked.pid })
})

test('an instance that waits in a method ends at once with the one that it is linked to', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const door = makeDoor()
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  await tom.linkTo(tim)
  const slept = failureOf(tom.sleep(door.opened))
  await settle()
  tim.choke()
  expect((await slept).code).toBe('exited')
  expect((await slept).facts.reason).toMatchObject({ type: 'linked', pid: tim.pid })
  door.open()
})

test('only an instance of the same system can be linked to', async () => {
  const [here, there] = [await startStill(), await startStill()]
  const tom = await here.system.spawn(makeCat())
  const stranger = await there.system.spawn(makeCat())
  for (const other of [stranger, {} as Reference]) {
    expect((await failureOf(tom.linkTo(other))).code).toBe('not-a-ref')
    expect((await failureOf(tom.unlinkFrom(other))).code).toBe('not-a-ref')
  }
  await stranger.kill()
  expect(await stateOf(tom.exited)).toBe('pending')
})
