// What all creatures have in common, in its first version. The classes of animals.ts extend this one and are never changed.

import { Actor, actor, attribute, oneway, type Oneway, request, staticMethod } from '@instar/core'

@actor({ version: '1.0.0' })
export class Creature extends Actor {
  @attribute({ description: 'in years' }) age: number
  @attribute({ description: 'eaten so far' }) meals = 0

  constructor(age: number) {
    super()
    this.age = age
  }

  /** In years. */
  @request({ const: true }) getAge(): number {
    return this.age
  }

  @request({ const: true }) getMeals(): number {
    return this.meals
  }

  @oneway() declareBirthday(): Oneway {
    this.age += 1
  }

  /** Takes a while: whoever eats is busy until the next turn of the event loop. */
  @oneway() async eat(): Promise<Oneway> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.meals += 1
  }

  /** The mean of the ages that a study has found, as soon as it is published. */
  @staticMethod() static async lifeExpectancy(study: Promise<readonly number[]>): Promise<string> {
    const ages = await study
    return `${ages.reduce((sum, age) => sum + age, 0) / ages.length} years`
  }
}
