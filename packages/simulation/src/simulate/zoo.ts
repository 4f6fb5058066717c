// The classes that are upgraded under simulation: three levels, a trait whose base is reached twice, a static method. Every
// version does the same by other means, so what an instance has done says what its attributes are, whatever versions it
// went through:
//
//   Creature   1 height          2 size = 2 height, mood        3 size, mood, energy
//   Mammal     1 milk            2 dairy = milk
//   Cat        1 mice            2 prey = [mice], lives
//   Swimmer    1 depth           2 metres = 10 depth            (a trait, itself a Creature)
//   Otter      1                                                (a Mammal that swims)

import {
  Actor,
  actor,
  attribute,
  type Migration,
  migration,
  type MigrationPart,
  type Oneway,
  oneway,
  request,
  type Ref,
  service,
  type Slice,
  staticMethod,
} from '@instar/core'
import type { Deeds, Ledger, Running } from './ledger.js'

/** The token of the ledger. */
export const LEDGER = Symbol.for('simulation:ledger')

/** Tells the ledger of each step, then does it. The slice of every level has the life's number. */
function told(
  level: string,
  step: string,
  part: Pick<MigrationPart, 'up' | 'down' | 'renames' | 'drops' | 'adds' | 'converts'>,
): MigrationPart {
  const tell =
    (way: 'up' | 'down', work: NonNullable<MigrationPart['up']>): NonNullable<MigrationPart['up']> =>
    (slice, dropped, context) => {
      const ledger = context.extra as Ledger | undefined
      ledger?.migrate(level, way, step, slice[`${level}Id`] as number)
      return work(slice, dropped, context)
    }
  return { ...part, up: tell('up', part.up!), down: tell('down', part.down!) }
}

const grown: MigrationPart = told('Creature', '1-2', {
  renames: { height: 'size' },
  adds: ['mood'],
  up: (slice, dropped) => ({ size: slice['height'] * 2, mood: dropped?.['mood'] ?? 1 }),
  down: (slice) => ({ height: slice['size'] / 2 }),
})
const energetic: MigrationPart = told('Creature', '2-3', {
  adds: ['energy'],
  up: (slice, dropped) => ({ energy: dropped?.['energy'] ?? 5 }),
  down: () => {},
})
const dairy: MigrationPart = told('Mammal', '1-2', {
  renames: { milk: 'dairy' },
  up: (slice) => ({ dairy: slice['milk'] }),
  down: (slice) => ({ milk: slice['dairy'] }),
})
const prey: MigrationPart = told('Cat', '1-2', {
  renames: { mice: 'prey' },
  adds: ['lives'],
  up: (slice) => ({ prey: [slice['mice']], lives: 9 }),
  down: (slice) => ({ mice: slice['prey'][0] }),
})
const metres: MigrationPart = told('Swimmer', '1-2', {
  renames: { depth: 'metres' },
  up: (slice) => ({ metres: slice['depth'] * 10 }),
  down: (slice) => ({ depth: slice['metres'] / 10 }),
})
const creatureSteps: readonly Migration[] = [migration('1.0.0', grown), migration('2.0.0', energetic)]

/** What the attributes of a level have to be, by version, for what its instance has done. */
export const expectedSlices: Readonly<Record<string, Readonly<Record<string, (deeds: Deeds) => Slice>>>> = {
  Creature: {
    '1.0.0': ({ grown }) => ({ height: grown }),
    '2.0.0': ({ grown }) => ({ size: grown * 2, mood: 1 }),
    '3.0.0': ({ grown }) => ({ size: grown * 2, mood: 1, energy: 5 }),
  },
  Mammal: { '1.0.0': ({ fed }) => ({ milk: fed }), '2.0.0': ({ fed }) => ({ dairy: fed }) },
  Cat: { '1.0.0': ({ caught }) => ({ mice: caught }), '2.0.0': ({ caught }) => ({ prey: [caught], lives: 9 }) },
  Swimmer: { '1.0.0': ({ dived }) => ({ depth: dived }), '2.0.0': ({ dived }) => ({ metres: dived * 10 }) },
  Otter: { '1.0.0': () => ({}) },
}

type Grow = (self: Record<string, any>) => void

/** The base of all, by version: `grow` does what this version does. */
function creature(version: string, migrations: readonly Migration[], grow: Grow, fields: (target: object) => void) {
  const code: Running = { class: 'Creature', version }
  class Creature extends Actor {
    @service(LEDGER) ledger!: Ledger
    @attribute({ initial: 0 }) CreatureId!: number
    constructor() {
      super()
      this.CreatureId = this.ledger.beBorn(this)
      // Traits are constructed first, and every level has the number for its migrations.
      for (const name of Object.keys(workOf))
        if (`${name}Id` in this) Object.assign(this, { [`${name}Id`]: this.CreatureId })
    }
    destruct(): void {
      this.ledger.destruct(this.CreatureId)
    }
    @oneway() grow(id: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
    }
    @oneway() growLater(id: number, later: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(later)
      this.after(10, Creature).grow(later)
    }
    @request({ const: true }) peek(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      return id
    }
    @request() async linger(id: number): Promise<number> {
      this.ledger.begin(id, this.CreatureId, code)
      await this.ledger.wait(id)
      this.ledger.goOn(code)
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
      return id
    }
    @request() async ask(id: number, other: Ref<Creature>, first: number, next: number): Promise<number> {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(first)
      other.grow(first)
      this.ledger.depart(next)
      return (await other.peekSlowly(next)) === next ? id : -1
    }
    @request() peekSlowly(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      return id
    }
    @oneway() relay(id: number, other: Ref<Creature>, next: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.depart(next)
      other.grow(next)
    }
    @request() fail(id: number): void {
      this.ledger.begin(id, this.CreatureId, code)
      throw new Error('as asked')
    }
    @oneway() crash(id: number): Oneway {
      this.ledger.begin(id, this.CreatureId, code)
      throw new Error('as asked')
    }
    @staticMethod() static async count(ledger: Ledger, id: number): Promise<string> {
      ledger.enterStatic(id, code)
      await ledger.wait(id)
      ledger.goOn(code)
      return version
    }
    /** What a callback of somebody else does, who holds the object itself. */
    poke(): void {
      this.ledger.deedsOf(this.CreatureId).grown += 1
      grow(this)
    }
  }
  fields(Creature.prototype)
  actor({ name: 'Creature', version, migrations })(Creature)
  return Creature
}

const declare =
  (initials: Readonly<Record<string, unknown>>) =>
  (target: object): void => {
    for (const [name, initial] of Object.entries(initials))
      attribute({ initial: Array.isArray(initial) ? () => [...initial] : initial } as never)(
        target as never,
        name as never,
      )
  }

const Creature1 = creature('1.0.0', [], (self) => (self['height'] += 1), declare({ height: 0 }))
const Creature2 = creature(
  '2.0.0',
  creatureSteps.slice(0, 1),
  (self) => (self['size'] += 2),
  declare({ size: 0, mood: 1 }),
)
const Creature3 = creature(
  '3.0.0',
  creatureSteps,
  (self) => (self['size'] = self['size'] + 1 + 1),
  declare({ size: 0, mood: 1, energy: 5 }),
)

/** A level on top of another: one more attribute, one more request. */
function level<B extends typeof Creature1>(
  name: string,
  version: string,
  Base: B,
  migrations: readonly Migration[],
  initials: Readonly<Record<string, unknown>>,
  deed: keyof Deeds,
  act: Grow,
  traits: readonly (typeof Creature1)[] = [],
): B {
  const code: Running = { class: name, version }
  const own = `${name}Id`
  class Level extends (Base as typeof Creature1) {
    work(id: number): number {
      this.ledger.begin(id, this.CreatureId, code)
      this.ledger.deedsOf(this.CreatureId)[deed] += 1
      act(this)
      return id
    }
  }
  const method = workOf[name]!
  Object.defineProperty(Level.prototype, method, { ...Object.getOwnPropertyDescriptor(Level.prototype, 'work')! })
  delete (Level.prototype as { work?: unknown }).work
  request()(
    Level.prototype as never,
    method as never,
    Object.getOwnPropertyDescriptor(Level.prototype, method) as never,
  )
  declare({ [own]: 0, ...initials })(Level.prototype)
  actor({ name, version, migrations, traits } as never)(Level as never)
  return Level as unknown as B
}

/** The request that each level adds. */
export const workOf: Readonly<Record<string, string>> = {
  Mammal: 'feed',
  Cat: 'hunt',
  Swimmer: 'dive',
}

const Mammal1 = level('Mammal', '1.0.0', Creature1, [], { milk: 0 }, 'fed', (self) => (self['milk'] += 1))
const Mammal2 = level(
  'Mammal',
  '2.0.0',
  Creature1,
  [migration('1.0.0', dairy)],
  { dairy: 0 },
  'fed',
  (self) => (self['dairy'] += 1),
)
const Cat1 = level('Cat', '1.0.0', Mammal1, [], { mice: 0 }, 'caught', (self) => (self['mice'] += 1))
const Cat2 = level(
  'Cat',
  '2.0.0',
  Mammal1,
  [migration('1.0.0', prey)],
  { prey: [0], lives: 9 },
  'caught',
  (self) => (self['prey'] = [self['prey'][0] + 1]),
)
const Swimmer1 = level('Swimmer', '1.0.0', Creature1, [], { depth: 0 }, 'dived', (self) => (self['depth'] += 1))
const Swimmer2 = level(
  'Swimmer',
  '2.0.0',
  Creature1,
  [migration('1.0.0', metres)],
  { metres: 0 },
  'dived',
  (self) => (self['metres'] += 10),
)
@actor({ version: '1.0.0', traits: [Swimmer1] })
class Otter extends Mammal1 {}

/** A creature, whatever it is beside that. */
export type AnyCreature = InstanceType<typeof Creature1>

/** The versions of the classes that are upgraded. */
export const versions = {
  Creature: [Creature1, Creature2, Creature3],
  Mammal: [Mammal1, Mammal2],
  Cat: [Cat1, Cat2],
  Swimmer: [Swimmer1, Swimmer2],
} as const

/** What is spawned. */
export const kinds = [Cat1, Otter, Mammal1] as const
