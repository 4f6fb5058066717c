import { expect, test } from 'vitest'
import { actor, Actor } from '../../src/index.js'
import type { ClassValue } from '../../src/class/metadata.js'
import { readClasses } from '../../src/loader/loader.js'

function read(...values: unknown[]) {
  const { generations, defects } = readClasses(values as ClassValue[], Actor)
  return { names: generations.map(({ name, version }) => `${name} ${version}`), defects, generations }
}

@actor({ version: '1.0.0' })
class Creature extends Actor {}
@actor({ version: '1.0.0' })
class Swimmer extends Creature {}
@actor({ version: '1.1.0' })
class Mammal extends Creature {}
@actor({ version: '1.2.0', traits: [Swimmer] })
class Otter extends Mammal {}

test('a class is read with all that it extends and has as traits, each once, base first', () => {
  const { names, defects, generations } = read(Otter)
  expect(names).toEqual(['Creature 1.0.0', 'Mammal 1.1.0', 'Swimmer 1.0.0', 'Otter 1.2.0'])
  expect(defects).toEqual([])
  const otter = generations.at(-1)!
  expect([otter.parent, otter.traits, otter.writtenAgainst, otter.state]).toEqual([
    'Mammal',
    ['Swimmer'],
    '1.1.0',
    'loaded',
  ])
  expect(generations[0]!.parent).toBeNull()
})

test('classes that are handed over stand for their names, whichever versions others were written against', () => {
  @actor({ name: 'Creature', version: '2.0.0' })
  class Next extends Actor {
    grow() {}
  }
  for (const values of [
    [Otter, Next],
    [Next, Otter],
  ]) {
    expect(read(...values).names.toSorted()).toEqual(['Creature 2.0.0', 'Mammal 1.1.0', 'Otter 1.2.0', 'Swimmer 1.0.0'])
  }
})

test('one class handed over twice is read once; two of one name are a defect', () => {
  expect(read(Creature, Creature)).toMatchObject({ names: ['Creature 1.0.0'], defects: [] })
  @actor({ name: 'Creature', version: '3.0.0' })
  class Other extends Actor {}
  expect(read(Creature, Other).defects).toEqual(['Creature is defined by two classes of the set: keep one'])
})

test('a class that extends another version of itself, or has one as a trait, is told', () => {
  @actor({ name: 'Creature', version: '2.0.0' })
  class Next extends Creature {}
  @actor({ name: 'Swimmer', version: '2.0.0', traits: [Swimmer] })
  class Diver extends Actor {}
  @actor({ version: '1.0.0' })
  class Heir extends Next {}
  const defect = (name: string) =>
    `${name}: it inherits from another class of its own name (${name} -> ${name}): versions of a class do not extend each other`
  expect(read(Next).defects).toEqual([defect('Creature')])
  expect(read(Diver).defects).toEqual([defect('Swimmer')])
  expect(read(Heir).defects).toEqual([defect('Creature')])
})

test('what does not extend Actor, is not decorated, or is no class is told, each with its cure', () => {
  class Bare extends Actor {}
  @actor({ version: '1.0.0' })
  class Stranger {}
  class Plain {}
  @actor({ version: '1.0.0' })
  class Heir extends Bare {}
  expect(read(Stranger, Plain, Heir, () => {}, 'Cat', null).defects).toEqual([
    'Stranger: it does not extend Actor: write `extends Actor`',
    'Plain: it does not extend Actor: write `extends Actor`',
    "Plain: it is not decorated: put `@actor({ version: '1.0.0' })` on it",
    "Bare: it is not decorated: put `@actor({ version: '1.0.0' })` on it",
    '() => {} is not a class',
    'Cat is not a class',
    'null is not a class',
  ])
})

test('a trait that is no actor class is told', () => {
  class Plain {}
  @actor({ version: '1.0.0', traits: [Plain, undefined as never] })
  class Heir extends Actor {}
  const { defects } = read(Heir)
  expect(defects).toContain('Heir: its trait Plain is no actor class: extend Actor and decorate it')
  expect(defects.filter((defect) => defect.startsWith('Heir: its trait'))).toHaveLength(2)
})

test('reading changes nothing: the classes can be read again, and by anybody', () => {
  const parents = [Otter, Mammal].map((value) => Object.getPrototypeOf(value.prototype) as unknown)
  const keys = Reflect.ownKeys(Otter)
  const [one, two] = [read(Otter), read(Otter)]
  expect(one.generations.map(({ hash }) => hash)).toEqual(two.generations.map(({ hash }) => hash))
  expect([Otter, Mammal].map((value) => Object.getPrototypeOf(value.prototype) as unknown)).toEqual(parents)
  expect(Reflect.ownKeys(Otter)).toEqual(keys)
})
