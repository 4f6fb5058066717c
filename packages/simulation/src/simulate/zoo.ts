// The classes that are upgraded under simulation: three levels, a trait whose base is reached twice, a static method, a main
// loop, and a supervisor. Every version does the same by other means, so what an instance has done says what its attributes
// are, whatever versions it went through:
//
//   Creature   1 height          2 size = 2 height, mood        3 size, mood, energy
//   Mammal     1 milk            2 dairy = milk
//   Cat        1 mice            2 prey = [mice], lives
//   Swimmer    1 depth           2 metres = 10 depth            (a trait, itself a Creature)
//   Otter      1                                                (a Mammal that swims)
//   Spider     1 flies           2 web = [flies]                (a Creature with a main loop)
//   Keeper     1 visits          2 guests = { count: visits }   (a supervisor of a cat and a spider)

import { actor, migration } from '@instar/core'
import { type CreatureClass, creature, level } from './creature.js'
import type { Flaw } from './declaring.js'
import { keeper } from './keeper.js'
import { dairy, energetic, grown, guests, metres, prey, trap } from './facts.js'
import { patientSpider, spider } from './spider.js'

/** Makes a version of a class: a sound one, or one that does not load. */
type Recipe<C> = (flaw: Flaw | null) => C

const steps = [migration('1.0.0', grown), migration('2.0.0', energetic)]

const creatures: readonly Recipe<CreatureClass>[] = [
  (flaw) => creature('1.0.0', [], { height: 0 }, (self) => (self['height'] += 1), flaw),
  (flaw) => creature('2.0.0', steps.slice(0, 1), { size: 0, mood: 1 }, (self) => (self['size'] += 2), flaw),
  (flaw) =>
    creature('3.0.0', steps, { size: 0, mood: 1, energy: 5 }, (self) => (self['size'] = self['size'] + 1 + 1), flaw),
]
const Creature = creatures.map((make) => make(null))
const Base = Creature[0]!

const mammals: readonly Recipe<CreatureClass>[] = [
  (flaw) => level('Mammal', '1.0.0', Base, [], { milk: 0 }, 'fed', (self) => (self['milk'] += 1), flaw),
  (flaw) =>
    level(
      'Mammal',
      '2.0.0',
      Base,
      [migration('1.0.0', dairy)],
      { dairy: 0 },
      'fed',
      (self) => (self['dairy'] += 1),
      flaw,
    ),
]
const Mammal = mammals.map((make) => make(null))

const cats: readonly Recipe<CreatureClass>[] = [
  (flaw) => level('Cat', '1.0.0', Mammal[0]!, [], { mice: 0 }, 'caught', (self) => (self['mice'] += 1), flaw),
  (flaw) =>
    level(
      'Cat',
      '2.0.0',
      Mammal[0]!,
      [migration('1.0.0', prey)],
      { prey: [0], lives: 9 },
      'caught',
      (self) => (self['prey'] = [self['prey'][0] + 1]),
      flaw,
    ),
]
const Cat = cats.map((make) => make(null))

const swimmers: readonly Recipe<CreatureClass>[] = [
  (flaw) => level('Swimmer', '1.0.0', Base, [], { depth: 0 }, 'dived', (self) => (self['depth'] += 1), flaw),
  (flaw) =>
    level(
      'Swimmer',
      '2.0.0',
      Base,
      [migration('1.0.0', metres)],
      { metres: 0 },
      'dived',
      (self) => (self['metres'] += 10),
      flaw,
    ),
]
const Swimmer = swimmers.map((make) => make(null))

const spiders: readonly Recipe<CreatureClass>[] = [
  (flaw) => spider(Base, (self) => (self['flies'] += 1), flaw),
  (flaw) => patientSpider(Base, [migration('1.0.0', trap)], (self) => (self['web'] = [self['web'][0] + 1]), flaw),
]
const Spider = spiders.map((make) => make(null))

const keepers: readonly Recipe<ReturnType<typeof keeper>>[] = [
  (flaw) =>
    keeper(
      {
        version: '1.0.0',
        migrations: [],
        initials: { visits: 0 },
        strategy: 'one-for-one',
        backoff: null,
        shutdown: 50,
        welcome: (self) => (self['visits'] += 1),
      },
      flaw,
    ),
  (flaw) =>
    keeper(
      {
        version: '2.0.0',
        migrations: [migration('1.0.0', guests)],
        initials: { guests: { count: 0 } },
        strategy: 'one-for-all',
        backoff: { firstMs: 10, maxMs: 40 },
        shutdown: 'kill',
        welcome: (self) => (self['guests'] = { count: self['guests'].count + 1 }),
      },
      flaw,
    ),
]
const Keeper = keepers.map((make) => make(null))

@actor({ version: '1.0.0', traits: [Swimmer[0]!] })
class Otter extends Mammal[0]! {}

/** A creature, whatever it is beside that. */
export type AnyCreature = InstanceType<CreatureClass>

/** A supervisor of creatures. */
export type AnyKeeper = InstanceType<ReturnType<typeof keeper>>

/** The versions of the classes that are upgraded. */
export const versions = { Creature, Mammal, Cat, Swimmer, Spider, Keeper } as const
export type ClassName = keyof typeof versions

/** What is spawned; the supervisor comes by itself. */
export const kinds = [Cat[0]!, Otter, Mammal[0]!, Spider[0]!] as const
export const Supervisor = Keeper[0]!

const recipes = {
  Creature: creatures,
  Mammal: mammals,
  Cat: cats,
  Swimmer: swimmers,
  Spider: spiders,
  Keeper: keepers,
} as const
const spoiled = new Map<string, unknown>()

/** A version, by its place, that does not load. */
export function spoiledVersion(name: ClassName, place: number, flaw: Flaw): unknown {
  const key = `${name} ${place} ${flaw}`
  if (!spoiled.has(key)) spoiled.set(key, recipes[name][place]!(flaw))
  return spoiled.get(key)
}
