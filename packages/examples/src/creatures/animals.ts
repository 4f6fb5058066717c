// The family tree of WOOPER's examples. A Platypus is a Creature by two ways, and has one age all the same:
//
//                      Creature
//         /               |               \
//     Mammal       ViviparousBeing   OvoviviparousBeing
//       |   \            /                 /
//       |     ---- Cat -                 /
//        \                             /
//          -------- Platypus ---------      and Describable

import { Describable } from '@instar/classes'
import { actor, attribute, oneway, type Oneway, request } from '@instar/core'
import { Creature } from './creature.js'

@actor({ version: '1.0.0' })
export class Mammal extends Creature {
  @attribute() furColour: string

  constructor(age: number, furColour: string) {
    super(age)
    this.furColour = furColour
  }

  @request({ const: true }) getFurColour(): string {
    return this.furColour
  }
}

@actor({ version: '1.0.0' })
export class ViviparousBeing extends Creature {
  @attribute() children = 0

  @oneway() giveBirth(children: number): Oneway {
    this.children += children
  }

  @request({ const: true }) getChildren(): number {
    return this.children
  }
}

@actor({ version: '1.0.0' })
export class OvoviviparousBeing extends Creature {
  @attribute() eggs = 0

  @oneway() layEggs(eggs: number): Oneway {
    this.eggs += eggs
  }

  @request({ const: true }) getEggs(): number {
    return this.eggs
  }
}

@actor({ version: '1.0.0', traits: [ViviparousBeing] })
export class Cat extends Mammal {
  @attribute() parties = 0

  // Follows an upgrade of Creature, which this class knows nothing of.
  @oneway() override declareBirthday(): Oneway {
    super.declareBirthday()
    this.parties += 1
  }

  @request({ const: true }) getParties(): number {
    return this.parties
  }
}
export interface Cat extends ViviparousBeing {}

@actor({ version: '1.0.0', traits: [OvoviviparousBeing, Describable] })
export class Platypus extends Mammal {
  constructor(age: number, furColour: string) {
    super(age, furColour)
    this.description = `a ${furColour} mammal that lays eggs`
  }
}
export interface Platypus extends OvoviviparousBeing, Describable {}
