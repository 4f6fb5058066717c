// The creatures of the story, and their keeper, who keeps them busy and knows what should have become of them.

import { type ActorClass, ActorSystem, type Ref, type UpgradeReport } from '@instar/core'
import { Cat, Mammal, Platypus } from './animals.js'
import type { Creature } from './creature.js'

export class Zoo {
  readonly cats: Ref<Cat>[] = []
  readonly platypuses: Ref<Platypus>[] = []
  /** All of them, with the age that each was born with. */
  private readonly creatures: { readonly creature: Ref<Creature>; readonly bornAt: number }[] = []
  private years = 0

  constructor(readonly system: ActorSystem) {}

  async fill(cats: number, platypuses: number, others: number): Promise<void> {
    for (let i = 0; i < cats; i++) this.cats.push(this.house(await this.system.spawn(Cat, [i % 7, 'black']), i % 7))
    for (let i = 0; i < platypuses; i++)
      this.platypuses.push(this.house(await this.system.spawn(Platypus, [i % 5, 'brown']), i % 5))
    for (let i = 0; i < others; i++) this.house(await this.system.spawn(Mammal, [i % 3, 'grey']), i % 3)
  }

  get size(): number {
    return this.creatures.length
  }

  /** Lets years go by, with birthdays for all and meals for those who are hungry; at the end some are still eating. */
  async live(years: number): Promise<void> {
    for (let year = 0; year < years; year++) {
      this.years += 1
      for (const [i, { creature }] of this.creatures.entries()) {
        creature.declareBirthday()
        if (this.years % ((i % 4) + 1) === 0) creature.eat()
      }
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  /** The same, and in the middle of it Creature is upgraded. */
  async liveThrough(years: number, next: ActorClass): Promise<UpgradeReport> {
    await this.live(years / 2)
    const { report } = this.system.upgrade(next)
    await this.live(years / 2)
    return report
  }

  /** How many have exactly the age that they should have. */
  async countRightAges(): Promise<number> {
    const ages = await Promise.all(this.creatures.map(({ creature }) => creature.getAge()))
    return ages.filter((age, i) => age === this.creatures[i]!.bornAt + this.years).length
  }

  /** How many cats have had as many parties as birthdays. */
  async countRightParties(): Promise<number> {
    const parties = await Promise.all(this.cats.map((cat) => cat.getParties()))
    return parties.filter((count) => count === this.years).length
  }

  /** How many meals each remembers. */
  getMeals(): Promise<number[]> {
    return Promise.all(this.creatures.map(({ creature }) => creature.getMeals()))
  }

  private house<C extends Creature>(creature: Ref<C>, bornAt: number): Ref<C> {
    this.creatures.push({ creature: creature as Ref<Creature>, bornAt })
    return creature
  }
}
