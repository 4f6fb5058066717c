// One tick of the soak: what is done, and with whom. The deck deals all scenarios in an order by chance, and shuffles again
// when none is left, so that each comes about as often as the others.

import type { Random } from '@instar/core'
import { otherEditions, shuffled } from './chance.js'
import type { Release } from './editions.js'
import type { Operator } from './operator.js'

/** What a scenario works with. */
export interface Scene {
  readonly operator: Operator
  readonly random: Random
}

export interface Scenario {
  readonly name: string
  /** Whether something goes wrong in it on purpose. */
  readonly isFault: boolean
  play(scene: Scene): Promise<void>
}

export function plain(name: string, play: Scenario['play']): Scenario {
  return { name, isFault: false, play }
}

export function fault(name: string, play: Scenario['play']): Scenario {
  return { name, isFault: true, play }
}

/** A release with other editions of these classes. */
export function changed({ operator, random }: Scene, names: readonly string[]): Release {
  const { editions } = operator.server
  return editions.load({ editions: otherEditions(editions, names, random) })
}

export class Deck {
  private left: Scenario[] = []

  constructor(
    private readonly all: readonly Scenario[],
    private readonly random: Random,
  ) {}

  deal(): Scenario {
    if (this.left.length === 0) this.left = shuffled(this.all, this.random)
    return this.left.pop()!
  }
}
