import { expect, test } from 'vitest'
import {
  Actor,
  ActorSystem,
  actor,
  attribute,
  migration,
  oneway,
  type Oneway,
  request,
  staticMethod,
} from '../src/index.js'

@actor({ version: '1.0.0' })
class Creature extends Actor {
  @attribute() name: string
  @attribute({ description: 'in years' }) age = 0
  constructor(name: string, age: number) {
    super()
    this.name = name
    this.age = age
  }
  @request({ const: true }) getAge() {
    return this.age
  }
  @oneway() declareBirthday(): Oneway {
    this.age += 1
  }
  @staticMethod() static lifeExpectancy() {
    return 20
  }
}
@actor({ version: '1.0.0' })
class Cat extends Creature {
  @attribute() lives = 9
  @request() async purr(times: number) {
    await null
    return 'r'.repeat(times) + this.lives
  }
}

test('smoke', async () => {
  await using system = await ActorSystem.start()
  const tom = await system.spawn(Cat, ['Tom', 4])
  expect(await tom.getAge()).toBe(4)
  tom.declareBirthday()
  expect(await tom.getAge()).toBe(5)
  expect(await tom.purr(3)).toBe('rrr9')
  expect(Creature.lifeExpectancy()).toBe(20)
  const CreatureV2 = (() => {
    @actor({
      name: 'Creature',
      version: '2.0.0',
      migrations: [
        migration('1.0.0', {
          up: ({ age }) => ({ months: age * 12 }),
          down: ({ months }) => ({ age: months / 12 }),
        }),
      ],
    })
    class CreatureV2 extends Actor {
      @attribute() name = ''
      @attribute() months = 0
      @request({ const: true }) getAge() {
        return this.months / 12
      }
      @oneway() declareBirthday(): Oneway {
        this.months += 12
      }
      @request() getMonths() {
        return this.months
      }
      @staticMethod() static lifeExpectancy() {
        return 21
      }
    }
    return CreatureV2
  })()
  const report = await system.upgrade(CreatureV2)

  expect(report.outcome).toBe('committed')
  expect(await tom.getAge()).toBe(5)
  tom.declareBirthday()
  expect(await (tom as any).getMonths()).toBe(72)
  expect(Creature.lifeExpectancy()).toBe(21)
  expect((await system.upgrade(Creature)).outcome).toBe('committed')
  expect(await tom.getAge()).toBe(6)
  await expect((tom as any).getMonths()).rejects.toThrow('has no method')
})
