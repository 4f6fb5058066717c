// The class tree of WOOPER's examples, in this framework's words: creatures, of which some are mammals, some bear their
// young and some lay eggs; the platypus is a mammal and lays eggs, so it reaches Creature by two ways. Each call makes
// the tree anew, so that no two tests share a class value. Before it, what the tests around it need of clocks and gates.

import {
  actor,
  Actor,
  type ActorClass,
  ActorSystem,
  attribute,
  CLOCK,
  type Clock,
  type ClassInfo,
  type ExitReason,
  oneway,
  type Oneway,
  type Pid,
  type Ref,
  type Reference,
  request,
  staticMethod,
} from '../../src/index.js'
import { VirtualClock } from '../../src/testing/index.js'

export type Gender = 'female' | 'male'

/** A system whose time is told by this clock. */
export function startAt(clock: VirtualClock): Promise<ActorSystem> {
  return ActorSystem.start({ configure: (container) => container.rebind<Clock>(CLOCK).toConstantValue(clock) })
}

/** Every look at it lasts: an upgrade that asks for the time finds its slice used up. */
export class HurryingClock extends VirtualClock {
  private looks = 0
  override now(): number {
    return super.now() + (this.looks += 10)
  }
}

/** The same ref, typed by another version of its class. */
export function seenAs<C extends Actor>(ref: Reference, _class: ActorClass<C>): Ref<C> {
  return ref as unknown as Ref<C>
}

/** A promise that the test itself resolves, at the latest when it leaves the gate's scope. */
export function makeGate() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open, [Symbol.dispose]: () => open() }
}

/** All attributes of an instance, by name, as copies. */
export function portraitOf(instance: object, { attributes }: ClassInfo): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ name }) => [name, structuredClone((instance as Record<string, unknown>)[name])]),
  )
}

export interface CreatureShape extends Actor {
  age: number
  gender: Gender
  destruct(): void
  getAge(): number
  setAge(age: number): Oneway
  declareBirthday(): Oneway
  getGender(): Gender
  getArbitraryNumber(): number
  callOwnMethods(age: number): { age: number; number: number }
  portrait(): Record<string, unknown>
}
export interface MammalShape extends CreatureShape {
  furColor: string
  isHotBlooded(): boolean
  getFurColor(): string
  setAgeAsCreature(age: number): number
}
export interface ViviparousShape extends Actor {
  birthsGiven: number
  destruct(): void
  getMeanChildrenCount(): number
  getBirthsGiven(): number
  giveBirth(children: number): Oneway
}
export interface OvoviviparousShape extends CreatureShape {
  eggsLaid: number
  getMeanEggsCount(): number
  getEggsLaid(): number
  layEggs(eggs: number): Oneway
}
export interface CatShape extends MammalShape, ViviparousShape {
  whiskerColor: string
  getTeatCount(): number
  canEat(food: string): boolean
  getWhiskerColor(): string
  crash(): Oneway
}
export interface PlatypusShape extends MammalShape, OvoviviparousShape {
  billColor: string
  alternateNames: string[]
  getTeatCount(): number
  canEat(food: string): boolean
  getBillColor(): string
  getAlternateNames(): string[]
  popFirstAlternateName(): string | undefined
  playWithCat(): Promise<{ pid: Pid; color: string; exit: ExitReason }>
  loseCat(): Promise<ExitReason>
}

/** Creatures know how long they live. */
interface Expecting {
  lifeExpectancy(): number
}

// Local classes have no names that a declaration file could use, so their shapes are written down.
export interface Creatures {
  readonly Creature: Expecting & (new (age: number, gender: Gender) => CreatureShape)
  readonly Mammal: Expecting & (new (age: number, gender: Gender, furColor: string) => MammalShape)
  readonly ViviparousBeing: new () => ViviparousShape
  readonly OvoviviparousBeing: Expecting & (new (age: number, gender: Gender) => OvoviviparousShape)
  readonly Cat: Expecting & (new (age: number, gender: Gender, furColor: string, whiskerColor: string) => CatShape)
  readonly Platypus: Expecting &
    (new (age: number, gender: Gender, furColor: string, billColor: string) => PlatypusShape)
}

/** The classes, at version 1.0.0. Constructors and destructors note themselves in `log`. */
export function makeCreatures(log: string[] = []): Creatures {
  @actor({ name: 'Creature', version: '1.0.0', description: 'Any kind of creature.' })
  class Creature extends Actor {
    @attribute({ description: 'in years' }) age: number
    @attribute() gender: Gender
    constructor(age: number, gender: Gender) {
      super()
      log.push('construct Creature')
      this.age = age
      this.gender = gender
    }
    destruct(): void {
      log.push('destruct Creature')
    }
    @request({ const: true }) getAge() {
      return this.age
    }
    /** Wrong on purpose, so that an override shows. */
    @oneway() setAge(_age: number): Oneway {
      this.age = 36
    }
    @oneway() declareBirthday(): Oneway {
      this.age += 1
    }
    @request({ const: true }) getGender() {
      return this.gender
    }
    @request({ const: true }) getArbitraryNumber() {
      return 10
    }
    /** Calls overridden methods from the base. */
    @request() callOwnMethods(age: number) {
      this.setAge(age)
      return { age: this.age, number: this.getArbitraryNumber() }
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe(this.self(Creature).className))
    }
    @staticMethod() static lifeExpectancy() {
      return 20
    }
  }

  @actor({ name: 'Mammal', version: '1.0.0', description: 'Any kind of mammal.' })
  class Mammal extends Creature {
    @attribute() furColor: string
    constructor(age: number, gender: Gender, furColor: string) {
      super(age, gender)
      log.push('construct Mammal')
      this.furColor = furColor
    }
    override destruct(): void {
      log.push('destruct Mammal')
    }
    @oneway() override setAge(age: number): Oneway {
      this.age = age
    }
    @request({ const: true }) isHotBlooded() {
      return true
    }
    @request({ const: true }) getFurColor() {
      return this.furColor
    }
    @request({ const: true }) override getArbitraryNumber() {
      return 15
    }
    /** Takes the version of Creature, not the own one. */
    @request() setAgeAsCreature(age: number) {
      this.as(Creature).setAge(age)
      return this.age
    }
  }

  @actor({ name: 'ViviparousBeing', version: '1.0.0', description: 'Whatever bears its young.' })
  class ViviparousBeing extends Actor {
    @attribute({ description: 'how often it gave birth' }) birthsGiven = 0
    destruct(): void {
      log.push('destruct ViviparousBeing')
    }
    @request({ const: true }) getMeanChildrenCount() {
      return 4
    }
    @request({ const: true }) getBirthsGiven() {
      return this.birthsGiven
    }
    @oneway() giveBirth(children: number): Oneway {
      this.birthsGiven += children
    }
  }

  @actor({ name: 'OvoviviparousBeing', version: '1.0.0', description: 'Whatever lays eggs.' })
  class OvoviviparousBeing extends Creature {
    @attribute({ description: 'how many eggs it laid' }) eggsLaid = 0
    constructor(age: number, gender: Gender) {
      super(age, gender)
      log.push('construct OvoviviparousBeing')
    }
    override destruct(): void {
      log.push('destruct OvoviviparousBeing')
    }
    @request({ const: true }) getMeanEggsCount() {
      return 1000
    }
    @request({ const: true }) getEggsLaid() {
      return this.eggsLaid
    }
    @oneway() layEggs(eggs: number): Oneway {
      this.eggsLaid += eggs
    }
  }

  interface Cat extends ViviparousBeing {}
  @actor({ name: 'Cat', version: '1.0.0', description: 'Any kind of cat.', traits: [ViviparousBeing] })
  class Cat extends Mammal {
    @attribute({ description: 'fifty shades of whiskers' }) whiskerColor: string
    constructor(age: number, gender: Gender, furColor: string, whiskerColor: string) {
      super(age, gender, furColor)
      log.push('construct Cat')
      this.whiskerColor = whiskerColor
    }
    override destruct(): void {
      log.push('destruct Cat')
    }
    @request({ const: true }) getTeatCount() {
      return 6
    }
    @request({ const: true }) canEat(food: string) {
      if (food === 'chocolate') throw new Error('chocolate harms cats')
      return ['soup', 'croquette', 'meat'].includes(food)
    }
    @request({ const: true }) getWhiskerColor() {
      return this.whiskerColor
    }
    @oneway() crash(): Oneway {
      throw new Error('an intentional crash')
    }
    @staticMethod() static override lifeExpectancy() {
      return 18
    }
  }

  interface Platypus extends OvoviviparousBeing {}
  @actor({ name: 'Platypus', version: '1.0.0', description: 'Any kind of platypus.', traits: [OvoviviparousBeing] })
  class Platypus extends Mammal {
    @attribute({ description: 'the color of its bill' }) billColor: string
    @attribute({ initial: () => ['Hector', 'Edgar', 'Roger', 'Sean'] }) alternateNames!: string[]
    constructor(age: number, gender: Gender, furColor: string, billColor: string) {
      super(age, gender, furColor)
      this.construct(OvoviviparousBeing, [age, gender])
      log.push('construct Platypus')
      this.billColor = billColor
    }
    override destruct(): void {
      log.push('destruct Platypus')
    }
    @request({ const: true }) getMeanEggsCount() {
      return 2
    }
    @request({ const: true }) getTeatCount() {
      return 0
    }
    @request({ const: true }) canEat(food: string) {
      return ['leaf', 'chocolate', 'weed', 'fish'].includes(food)
    }
    @request({ const: true }) getBillColor() {
      return this.billColor
    }
    @request({ const: true }) getAlternateNames() {
      return this.alternateNames
    }
    @request() popFirstAlternateName() {
      const [first, ...others] = this.alternateNames
      this.alternateNames = others
      return first
    }
    /** Bears a cat, plays with it and ends it again. */
    @request() async playWithCat() {
      const cat = await this.spawn(Cat, [1, 'male', 'pink', 'black'])
      const color = await cat.getWhiskerColor()
      const exit = await cat.stop()
      return { pid: cat.pid, color, exit }
    }
    /** The same with one that crashes. */
    @request() async loseCat() {
      const cat = await this.spawn(Cat, [1, 'male', 'pink', 'black'])
      cat.crash()
      return cat.exited
    }
  }

  return { Creature, Mammal, ViviparousBeing, OvoviviparousBeing, Cat, Platypus }
}
