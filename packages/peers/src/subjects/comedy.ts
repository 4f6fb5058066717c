// comedy: actors in memory, defined by classes, children of the root actor. Its log is silent.

import { type ActorRef, createSystem } from 'comedy'
import { messagingWorks } from '../messaging.js'
import { tally } from '../tally.js'

const system = createSystem({})
const silent = 1
;(system.getLog() as { setLevel(level: number): void }).setLevel(silent)
const root = await system.rootActor()

class Kitten {
  private name = ''
  private age = 0
  private x = 0
  private y = 0
  private lives = 9

  initialize(self: { getCustomParameters(): { name: string; age: number } }): void {
    const { name, age } = self.getCustomParameters()
    this.name = name
    this.age = age
  }

  declareBirthday(): void {
    this.age += 1
  }

  getAge(): number {
    return this.age
  }

  feed(amount: number): number {
    this.lives += amount
    return this.lives
  }

  describe(): string {
    return `${this.name} at ${this.x}, ${this.y}`
  }
}

class Passer {
  private next: ActorRef | null = null

  initialize(self: { getCustomParameters(): { place: Place } }): void {
    self.getCustomParameters().place.passer = this
  }

  follow(next: ActorRef): void {
    this.next = next
  }

  note(): void {
    tally.one()
  }

  tell(): void {
    void this.next!.send('note')
  }

  hop(left: number): void {
    tally.one()
    if (left > 1) void this.next!.send('hop', left - 1)
  }
}

/** How the definition behind an actor is found, to tell it its neighbour. */
interface Place {
  passer: Passer | null
  actor: ActorRef
}

export const works = messagingWorks<ActorRef, Place>({
  bearKitten: (name, age) => root.createChild(Kitten, { customParameters: { name, age } }),
  endKitten: (one) => one.destroy(),
  declareBirthday: (one) => void one.send('declareBirthday'),
  getAge: (one) => one.sendAndReceive('getAge'),
  feed: (one, amount) => one.sendAndReceive('feed', amount),
  async bearPasser() {
    const place = { passer: null, actor: null as unknown as ActorRef }
    place.actor = await root.createChild(Passer, { customParameters: { place } })
    return place
  },
  follow: (one, next) => one.passer!.follow(next.actor),
  note: (one) => void one.actor.send('note'),
  tell: (one) => void one.actor.send('tell'),
  hop: (one, left) => void one.actor.send('hop', left),
})
