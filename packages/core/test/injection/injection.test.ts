// The injector does what it says: at each message boundary another generation runs, on other states, and nobody who uses
// the instances notices; but a core that is broken on purpose is noticed.

import { expect, onTestFinished, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { Registry } from '../../src/registry/registry.js'
import { Staging } from '../../src/upgrade/stage.js'
import { startStill } from '../still.js'
import type { Mode } from './copy.js'
import { Injector } from './injector.js'
import { injectAtBoundaries } from './boundaries.js'

function makeCats() {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age = 0
    @oneway() declareBirthday(): Oneway {
      this.age += 1
    }
    describe() {
      return `age ${this.age}`
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @attribute() name: string
    constructor(name: string) {
      super()
      this.name = name
    }
    override describe() {
      return `${this.name}, ${super.describe()}`
    }
    @request() async tell() {
      await null
      return this.describe()
    }
  }
  return Cat
}

/** What nobody may notice: birthdays and answers of two cats, under an injector. */
async function story(injector: Injector): Promise<{ answers: string[]; versions: Set<string> }> {
  onTestFinished(injectAtBoundaries(injector))
  const { system } = await startStill()
  const Cat = makeCats()
  const cats = [await system.spawn(Cat, ['Tom']), await system.spawn(Cat, ['Tim'])]
  const answers: string[] = []
  const versions = new Set<string>()
  for (let year = 1; year <= 3; year++) {
    for (const cat of cats) {
      cat.declareBirthday()
      answers.push(await cat.tell())
      versions.add(['Cat', 'Creature'].map((name) => system.describe(name).version).join())
    }
  }
  return { answers, versions }
}

const told = [1, 2, 3].flatMap((age) => [`Tom, age ${age}`, `Tim, age ${age}`])

test.each(['equal', 'added'] as Mode[])('nobody notices upgrades to %s versions at every boundary', async (mode) => {
  const injector = new Injector({ mode, every: 1, offset: 0 })
  const { answers, versions } = await story(injector)
  expect(answers).toEqual(told)
  expect(injector.failure).toBeNull()
  expect([...injector.refusals]).toEqual([])
  expect(injector.boundaries).toBe(12)
  // What is due while a method waits is carried out at the next boundary; the last one has none after it.
  expect(injector.upgrades).toBe(11)
  expect(versions.size).toBe(6)
})

test('every and offset choose the boundaries', async () => {
  const injector = new Injector({ mode: 'added', every: 5, offset: 2 })
  await story(injector)
  expect(injector.boundaries).toBe(12)
  expect(injector.upgrades).toBe(2)
})

test('a core that mixes up the states of instances is noticed', async () => {
  const { swap } = Staging.prototype
  Staging.prototype.swap = function () {
    ;(this as unknown as { readonly states: unknown[] }).states.reverse()
    return swap.call(this)
  }
  onTestFinished(() => void (Staging.prototype.swap = swap))
  const { answers } = await story(new Injector({ mode: 'added', every: 1, offset: 0 }))
  expect(answers).not.toEqual(told)
})

test('a core that leaves old methods where they are is noticed', async () => {
  const { replace } = Registry.prototype
  Registry.prototype.replace = function (generations, layouts) {
    const prototypes = [...this.classes].map(({ prototype }) => prototype)
    const before = prototypes.map((each) => Object.getOwnPropertyDescriptor(each, 'describe'))
    replace.call(this, generations, layouts)
    for (const [i, old] of before.entries()) if (old) Object.defineProperty(prototypes[i]!, 'describe', old)
  }
  onTestFinished(() => void (Registry.prototype.replace = replace))
  const injector = new Injector({ mode: 'equal', every: 1, offset: 0 })
  expect((await story(injector)).answers).toEqual(told)
  expect(injector.failure).toMatchObject({ message: 'describe is of a version that has been replaced' })
})
