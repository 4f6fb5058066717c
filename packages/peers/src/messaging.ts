// The rows about messages, for a subject that says how its instances are born and how each message is sent. One process
// measures one subject, so these loops get the type feedback of that subject alone.

import { bytesOf } from './bytes.js'
import { tally } from './tally.js'
import { burst, callers, pairs, type Prepare, ringSize, type Work, type Works } from './work.js'

export interface Messaging<Kitten, Passer> {
  bearKitten(name: string, age: number): Kitten | Promise<Kitten>
  endKitten(kitten: Kitten): unknown
  declareBirthday(kitten: Kitten): void
  getAge(kitten: Kitten): Promise<number>
  feed(kitten: Kitten, amount: number): Promise<number>
  /** One caller's requests, one after the other, where awaiting a promise for each is not the subject's own way. */
  feedOften?(kitten: Kitten, times: number): Promise<void>
  bearPasser(): Passer | Promise<Passer>
  follow(passer: Passer, next: Passer): unknown
  /** Counts. */
  note(passer: Passer): void
  /** Sends `note` to the next. */
  tell(passer: Passer): void
  /** Counts, and sends `hop` with one less to the next. */
  hop(passer: Passer, left: number): void
}

export function messagingWorks<K, P>(subject: Messaging<K, P>): Works {
  return {
    spawn: spawning(subject),
    bytes: bytesOf((i) => subject.bearKitten('Tom', i)),
    oneway: oneways(subject),
    'request-sequential': requests(subject, 1),
    'request-in-flight': requests(subject, callers),
    ...passingWorks(subject),
  }
}

function spawning<K, P>(subject: Messaging<K, P>): Prepare {
  return async (count) => {
    let made: K[] = []
    return {
      async run() {
        for (let i = 0; i < count; i++) made.push(await subject.bearKitten('Tom', i))
        return made.length
      },
      async reset() {
        for (const one of made) await subject.endKitten(one)
        made = []
      },
    }
  }
}

function oneways<K, P>(subject: Messaging<K, P>): Prepare {
  return async (count) => {
    const kitten = await subject.bearKitten('Tom', 0)
    return {
      async run() {
        const before = await subject.getAge(kitten)
        for (let sent = 0; sent < count; sent += burst) {
          for (let i = 0; i < burst; i++) subject.declareBirthday(kitten)
          await subject.getAge(kitten)
        }
        return (await subject.getAge(kitten)) - before
      },
    }
  }
}

function requests<K, P>(subject: Messaging<K, P>, atOnce: number): Prepare {
  const feedOften =
    subject.feedOften ??
    (async (kitten, times) => {
      for (let i = 0; i < times; i++) await subject.feed(kitten, 1)
    })
  return async (count) => {
    const kitten = await subject.bearKitten('Tom', 0)
    return {
      async run() {
        const before = await subject.feed(kitten, 0)
        await Promise.all(Array.from({ length: atOnce }, () => feedOften(kitten, count / atOnce)))
        return (await subject.feed(kitten, 0)) - before
      },
    }
  }
}

function passingWorks<K, P>(subject: Messaging<K, P>): Works {
  const bearAll = async (count: number): Promise<P[]> => {
    const passers: P[] = []
    for (let i = 0; i < count; i++) passers.push(await subject.bearPasser())
    return passers
  }
  return {
    'fan-out': async (count) => {
      const crowd = await bearAll(count)
      return passing(count, () => crowd.forEach((one) => subject.note(one)))
    },
    'fan-in': async (count) => {
      const crowd = await bearAll(count)
      const collector = await subject.bearPasser()
      for (const one of crowd) await subject.follow(one, collector)
      return passing(count, () => crowd.forEach((one) => subject.tell(one)))
    },
    ring: async (count) => {
      const nodes = await bearAll(ringSize)
      for (const [i, node] of nodes.entries()) await subject.follow(node, nodes[(i + 1) % ringSize]!)
      return passing(count, () => subject.hop(nodes[0]!, count))
    },
    'ping-pong': async (count) => {
      const [pings, pongs] = [await bearAll(pairs), await bearAll(pairs)]
      for (const [i, ping] of pings.entries()) {
        await subject.follow(ping, pongs[i]!)
        await subject.follow(pongs[i]!, ping)
      }
      return passing(count, () => pings.forEach((ping) => subject.hop(ping, count / pairs)))
    },
  }
}

function passing(count: number, start: () => void): Work {
  return {
    run() {
      const all = tally.expect(count)
      start()
      return all
    },
  }
}
