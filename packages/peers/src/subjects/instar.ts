// instar: actors as its README shows them, without options.

import { ActorSystem, type Ref } from '@instar/core'
import { bytesOf } from '../bytes.js'
import { tally } from '../tally.js'
import { burst, callers, pairs, type Prepare, ringSize, type Work, type Works } from '../work.js'
import { bystanders } from './instar-bystanders.js'
import { methodCall, methodCallAfterUpgrades } from './instar-call.js'
import { Kitten, Passer } from './instar-classes.js'
import { coldStart } from './instar-cold-start.js'
import { restart } from './instar-restart.js'
import { typeCheck } from './instar-type-check.js'
import { codeOnly, upgrade } from './instar-upgrade.js'

const spawn: Prepare = async (count) => {
  const system = await ActorSystem.start()
  system.register(Kitten)
  let made: Ref<Kitten>[] = []
  return {
    async run() {
      for (let i = 0; i < count; i++) made.push(await system.spawn(Kitten, ['Tom', i]))
      return system.countInstances(Kitten)
    },
    async reset() {
      await Promise.all(made.map((one) => one.kill()))
      made = []
    },
  }
}

const bytes: Prepare = async (count) => {
  const system = await ActorSystem.start()
  system.register(Kitten)
  return await bytesOf((i) => system.spawn(Kitten, ['Tom', i]))(count)
}

const oneway: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const kitten = await system.spawn(Kitten, ['Tom', 0])
  return {
    async run() {
      const before = await kitten.getAge()
      for (let sent = 0; sent < count; sent += burst) {
        for (let i = 0; i < burst; i++) kitten.declareBirthday()
        await kitten.getAge()
      }
      return (await kitten.getAge()) - before
    },
    end: () => system.stop(),
  }
}

async function feedOften(kitten: Ref<Kitten>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await kitten.feed(1)
}

const requests =
  (atOnce: number): Prepare =>
  async (count) => {
    const system = await ActorSystem.start()
    const kitten = await system.spawn(Kitten, ['Tom', 0])
    return {
      async run() {
        const before = await kitten.feed(0)
        await Promise.all(Array.from({ length: atOnce }, () => feedOften(kitten, count / atOnce)))
        return (await kitten.feed(0)) - before
      },
      end: () => system.stop(),
    }
  }

async function bearPassers(system: ActorSystem, count: number): Promise<Ref<Passer>[]> {
  const passers: Ref<Passer>[] = []
  for (let i = 0; i < count; i++) passers.push(await system.spawn(Passer, []))
  return passers
}

const passing = (count: number, system: ActorSystem, start: () => void): Work => ({
  run() {
    const all = tally.expect(count)
    start()
    return all
  },
  end: () => system.stop(),
})

const fanOut: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const crowd = await bearPassers(system, count)
  return passing(count, system, () => {
    for (const one of crowd) one.note()
  })
}

const fanIn: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const crowd = await bearPassers(system, count)
  const collector = await system.spawn(Passer, [])
  for (const one of crowd) await one.follow(collector)
  return passing(count, system, () => {
    for (const one of crowd) one.tell()
  })
}

const ring: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const nodes = await bearPassers(system, ringSize)
  for (const [i, node] of nodes.entries()) await node.follow(nodes[(i + 1) % ringSize]!)
  return passing(count, system, () => nodes[0]!.hop(count))
}

const pingPong: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const pings = await bearPassers(system, pairs)
  const pongs = await bearPassers(system, pairs)
  for (const [i, ping] of pings.entries()) {
    await ping.follow(pongs[i]!)
    await pongs[i]!.follow(ping)
  }
  return passing(count, system, () => {
    for (const ping of pings) ping.hop(count / pairs)
  })
}

export const works: Works = {
  spawn,
  bytes,
  oneway,
  'fan-out': fanOut,
  'fan-in': fanIn,
  'request-sequential': requests(1),
  'request-in-flight': requests(callers),
  ring,
  'ping-pong': pingPong,
  restart,
  upgrade,
  'code-only': codeOnly,
  bystanders,
  'cold-start': coldStart,
  'type-check': typeCheck,
  'method-call': methodCall,
  'method-call-after-10-upgrades': methodCallAfterUpgrades,
}
