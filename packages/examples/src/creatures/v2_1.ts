// Creature stops counting its meals. Who was born without the number gets a 0 on the way back.

import { Actor, actor, attribute, drop, migration, oneway, type Oneway, request, staticMethod } from '@instar/core'

@actor({
  name: 'Creature',
  version: '2.1.0',
  migrations: [
    migration(
      '2.0.0',
      drop('meals', () => 0),
    ),
  ],
})
export class Creature2_1 extends Actor {
  @attribute() months: number

  constructor(age: number) {
    super()
    this.months = age * 12
  }

  @request({ const: true }) getAge(): number {
    return this.months / 12
  }

  @oneway() declareBirthday(): Oneway {
    this.months += 12
  }

  @oneway() async eat(): Promise<Oneway> {
    await new Promise<void>((resolve) => setImmediate(resolve))
  }

  @staticMethod() static async lifeExpectancy(study: Promise<readonly number[]>): Promise<string> {
    const ages = await study
    return `${(ages.reduce((sum, age) => sum + age, 0) / ages.length) * 12} months`
  }
}
