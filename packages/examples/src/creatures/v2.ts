// Creature counts in months. Its methods still speak of years, so nobody else has to change.

import { Actor, actor, attribute, migration, oneway, type Oneway, request, staticMethod } from '@instar/core'

const yearsToMonths = migration('1.0.0', {
  up: ({ age }) => ({ months: age * 12 }),
  down: ({ months }) => ({ age: months / 12 }),
})

@actor({ name: 'Creature', version: '2.0.0', migrations: [yearsToMonths] })
export class Creature2 extends Actor {
  @attribute() months: number
  @attribute({ description: 'eaten so far' }) meals = 0

  constructor(age: number) {
    super()
    this.months = age * 12
  }

  @request({ const: true }) getAge(): number {
    return this.months / 12
  }

  @request({ const: true }) getMeals(): number {
    return this.meals
  }

  @oneway() declareBirthday(): Oneway {
    this.months += 12
  }

  @oneway() async eat(): Promise<Oneway> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.meals += 1
  }

  @staticMethod() static async lifeExpectancy(study: Promise<readonly number[]>): Promise<string> {
    const ages = await study
    return `${(ages.reduce((sum, age) => sum + age, 0) / ages.length) * 12} months`
  }
}
