// What a rehearsal makes of the generations of one class: layouts of its slice alone, and the running one as it would be
// remembered after the upgrade.

import { messageOf } from '../base/errors.js'
import { Generation } from '../registry/generation.js'
import { WriteGuard } from '../registry/guard.js'
import { attributesOf } from '../registry/install.js'
import type { KeptStates } from '../registry/kept-states.js'
import { initialOf, type LaidAttribute, type Layout, layOut } from '../registry/layout.js'
import type { PlannedChange } from './change.js'

/** The layout of the attributes that a generation declares itself. */
export function layoutOf(generation: Generation): Layout {
  return layOut(attributesOf([generation]), new WriteGuard())
}

/** The same without judgement; and initial values say whose they are when making them throws. */
export function unjudged(layout: Layout): Layout {
  return { ...layout, judged: [], attributes: layout.attributes.map(namingInitial) }
}

/** What would be replaced, as it would be remembered afterwards: with these states, if attributes end. */
export function pastOf({ previous, to, attributes }: PlannedChange, states: KeptStates): Generation {
  const { value, name, record, hash, parent, traits, writtenAgainst } = previous!
  const past = new Generation(value, name, record, hash, parent, traits, writtenAgainst)
  if (attributes.dropped.length > 0) past.keepsake = { to, names: attributes.dropped, states }
  return past
}

function namingInitial(attribute: LaidAttribute): LaidAttribute {
  if (typeof attribute.initial !== 'function') return attribute
  const initial = (): unknown => {
    try {
      return initialOf(attribute)
    } catch (error) {
      throw new Error(`the initial value of ${attribute.name} threw: ${messageOf(error)}`, { cause: error })
    }
  }
  return { ...attribute, initial }
}
