import { expect, test } from 'vitest'
import { Actor, ActorSystem, actor, attribute, oneway, type Oneway, type Ref, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

function makeDoor() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

interface Peer extends Actor {
  meet(next: Ref<Peer>): Promise<void>
  walk(opened: Promise<void>, steps: number): Promise<string[]>
  name(): string
  note(what: string): Oneway
  notes(): string[]
}

function makePeer(name: string, version: number): new () => Peer {
  @actor({ name, version: `${version}.0.0` })
  class PeerClass extends Actor {
    // Part of the content hash: the versions differ.
    @attribute({ initial: version }) edition!: number
    @attribute({ initial: () => [] }) heard!: string[]
    next!: Ref<Peer>
    @request() async meet(next: Ref<Peer>) {
      this.next = next
    }
    @request() async walk(opened: Promise<void>, steps: number): Promise<string[]> {
      await opened
      const here = `${name} ${version}`
      return steps === 0 ? [here] : [here, ...(await this.next.walk(Promise.resolve(), steps - 1))]
    }
    @request() name() {
      return `${name} ${version}`
    }
    @oneway() note(what: string): Oneway {
      this.heard = [...this.heard, `${what} on ${version}`]
    }
    @request() notes() {
      return this.heard
    }
  }
  return PeerClass as unknown as new () => Peer
}

test('I12: instances of the set that call each other when the freeze comes: no deadlock, no loss', async () => {
  await using system = await ActorSystem.start()
  const Peers = makePeer('Peer', 1)
  const peers = await Promise.all(Array.from({ length: 4 }, () => system.spawn(Peers)))
  for (const [i, peer] of peers.entries()) await peer.meet(peers[(i + 1) % 4]!)
  const door = makeDoor()
  const walking = peers[0]!.walk(door.opened, 3)
  await settle()
  const upgrade = system.upgrade(makePeer('Peer', 2))
  await settle()
  const asked = peers[2]!.name()
  peers[1]!.note('held')
  await settle()
  door.open()

  expect(await walking).toEqual(['Peer 1', 'Peer 1', 'Peer 1', 'Peer 1'])
  expect(await upgrade).toMatchObject({ outcome: 'committed', stragglers: [] })
  expect(await asked).toBe('Peer 2')
  expect(await peers[1]!.notes()).toEqual(['held on 2'])
})

test('F9: classes that depend on each other in a cycle freeze and switch together', async () => {
  await using system = await ActorSystem.start()
  const [left, right] = await Promise.all([system.spawn(makePeer('Left', 1)), system.spawn(makePeer('Right', 1))])
  await left.meet(right)
  await right.meet(left)
  const door = makeDoor()
  const walking = left.walk(door.opened, 1)
  await settle()
  const upgrade = system.upgrade([makePeer('Left', 2), makePeer('Right', 2)])
  await settle()
  door.open()
  expect(await walking).toEqual(['Left 1', 'Right 1'])
  expect((await upgrade).outcome).toBe('committed')
  expect(await left.walk(Promise.resolve(), 1)).toEqual(['Left 2', 'Right 2'])
})

test('a request that would wait for itself is rejected at once with the names of the cycle', async () => {
  await using system = await ActorSystem.start()
  const [left, right] = await Promise.all([system.spawn(makePeer('Left', 1)), system.spawn(makePeer('Right', 1))])
  await left.meet(right)
  await right.meet(left)
  await expect(left.walk(Promise.resolve(), 2)).rejects.toMatchObject({
    code: 'cycle',
    facts: { cycle: `Left ${left.pid} -> Right ${right.pid} -> Left ${left.pid}` },
  })
})

function makeBoss(version: number) {
  @actor({ name: 'Boss', version: `${version}.0.0` })
  class Boss extends Actor {
    // Part of the content hash: the versions differ.
    @attribute({ initial: version }) edition!: number
    @attribute() outcome = ''
    @request() async renew(isDetached: boolean) {
      const upgrade = this.system.upgrade(makeBoss(version + 1) as never, { detached: isDetached })
      if (isDetached) {
        void upgrade.report.then(({ outcome }) => (this.outcome = outcome))
        return 'asked'
      }
      return (await upgrade).defects.join()
    }
    @request() version() {
      return `${version} ${this.outcome}`
    }
  }
  return Boss
}

test('I8: an upgrade asked from inside an instance of the set is refused, or detached', async () => {
  await using system = await ActorSystem.start()
  const boss = await system.spawn(makeBoss(1))
  expect(await boss.renew(false)).toContain(`asked for from inside Boss ${boss.pid} (renew)`)
  expect(await boss.version()).toBe('1 ')
  expect(await boss.renew(true)).toBe('asked')
  await settle(10)
  expect(await boss.version()).toBe('2 committed')
})

test('C13: a request is answered after the oneways ahead of it, however many wait elsewhere', async () => {
  await using system = await ActorSystem.start()
  const Peers = makePeer('Peer', 1)
  const [busy, idle] = await Promise.all([system.spawn(Peers), system.spawn(Peers)])
  for (let i = 0; i < 10_000; i++) busy.note(`${i}`)
  const order: string[] = []
  const asked = Promise.all([busy.name().then(() => order.push('busy')), idle.name().then(() => order.push('idle'))])
  await asked
  expect(order).toEqual(['idle', 'busy'])
  expect(await busy.notes()).toHaveLength(10_000)
})
