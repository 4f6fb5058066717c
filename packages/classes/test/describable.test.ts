import { Actor, ActorSystem, actor, attribute, migration, oneway, type Oneway, rename, request } from '@instar/core'
import { expect, test } from 'vitest'
import { Describable } from '../src/index.js'
import { printedBy, runPage } from './page.js'

/** A class that has the trait, and describes itself at birth when it is told how. */
function lampClass() {
  @actor({ name: 'Lamp', version: '1.0.0', traits: [Describable] })
  class Lamp extends Actor {
    @attribute() watts: number
    constructor(watts: number, description?: string) {
      super()
      this.watts = watts
      if (description !== undefined) this.description = description
    }
    @request({ const: true }) getWatts() {
      return this.watts
    }
  }
  interface Lamp extends Describable {}
  return Lamp
}

/** A next version of the trait: other words, an attribute of another name, one that is new. */
function nextDescribable() {
  @actor({ name: 'Describable', version: '2.0.0', migrations: [migration('1.0.0', rename('description', 'words'))] })
  class NextDescribable extends Actor {
    @attribute({ initial: '' }) words!: string
    @attribute({ initial: 0 }) changes!: number
    @request({ const: true }) getDescription(): string {
      return this.words
    }
    @oneway() setDescription(words: string): Oneway {
      this.words = words
      this.changes += 1
    }
    @request({ const: true }) describe(): string {
      return `I am ${this.words} (changed ${this.changes} times).`
    }
  }
  return NextDescribable
}

test('a newborn has no description, and says so with its class and pid', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(lampClass(), [40])
  expect(await lamp.getDescription()).toBe('')
  expect(await lamp.describe()).toBe(`Lamp ${lamp.pid} has no description.`)
})

test('an instance that was given a description says it in a sentence, until it is taken away', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(lampClass(), [40])
  lamp.setDescription('the light on the desk')
  expect(await lamp.getDescription()).toBe('the light on the desk')
  expect(await lamp.describe()).toBe(`Lamp ${lamp.pid} is the light on the desk.`)
  lamp.setDescription('')
  expect(await lamp.describe()).toBe(`Lamp ${lamp.pid} has no description.`)
})

test('a class that has the trait can describe itself in its constructor', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(lampClass(), [40, 'a reading lamp'])
  expect(await lamp.describe()).toBe(`Lamp ${lamp.pid} is a reading lamp.`)
})

test('each instance has a description of its own', async () => {
  await using system = await ActorSystem.start()
  const Lamp = lampClass()
  const [one, other] = [await system.spawn(Lamp, [40]), await system.spawn(Lamp, [60])]
  one.setDescription('one')
  other.setDescription('the other')
  expect(await Promise.all([one.getDescription(), other.getDescription()])).toEqual(['one', 'the other'])
})

test('introspection shows what the trait brings, and that reading changes nothing', async () => {
  await using system = await ActorSystem.start()
  system.register(lampClass())
  const { traits, attributes, methods } = system.describe('Lamp')
  expect(traits).toEqual(['Describable'])
  expect(attributes).toContainEqual({
    name: 'description',
    owner: 'Describable',
    description: 'what it is, in words that follow "is"',
  })
  expect(methods.filter(({ owner }) => owner === 'Describable')).toEqual([
    { name: 'getDescription', kind: 'request', isConst: true, owner: 'Describable' },
    { name: 'setDescription', kind: 'oneway', isConst: false, owner: 'Describable' },
    { name: 'describe', kind: 'request', isConst: true, owner: 'Describable' },
  ])
})

test('an upgrade of the trait reaches the instances of the classes that have it, and leaves their own slice alone', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(lampClass(), [40])
  lamp.setDescription('the light on the desk')

  const report = await system.upgrade(nextDescribable())
  expect(report).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(report.classes).toEqual([{ class: 'Describable', from: '1.0.0', to: '2.0.0', instances: 1 }])
  expect(await lamp.getDescription()).toBe('the light on the desk')
  expect(await lamp.describe()).toBe('I am the light on the desk (changed 0 times).')
  lamp.setDescription('in the cellar')
  expect(await lamp.describe()).toBe('I am in the cellar (changed 1 times).')
  expect(await lamp.getWatts()).toBe(40)
})

test('a downgrade of the trait keeps what was said since', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(lampClass(), [40])
  await system.upgrade(nextDescribable())
  lamp.setDescription('in the cellar')

  expect(await system.upgrade(Describable)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await lamp.describe()).toBe(`Lamp ${lamp.pid} is in the cellar.`)
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('describable')).toEqual(printedBy('describable'))
})
