// `this.as(Mammal)`: an instance through the eyes of one of its superclasses or traits. Its methods are that level's
// versions, current ones, called on the instance itself.

import type { ClassValue } from '../class/metadata.js'
import { actorName } from '../class/reader.js'
import { fail } from '../protocol/failures.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Cell } from './cell.js'

const instanceKey = Symbol('instance')
type Upcast = { readonly [instanceKey]: object }

/** The instance as an ancestor sees it. */
export function upcast(cell: Cell, instance: object, value: ClassValue): object {
  const name = actorName(value)
  const level = cell.live.lineage.find((each) => each.name === name)
  if (level === undefined) throw fail('not-an-ancestor', { class: cell.className, ancestor: name })
  level.upcast ??= upcastPrototype(level)
  return Object.create(level.upcast, { [instanceKey]: { value: instance } }) as object
}

function upcastPrototype(level: LiveClass): object {
  const members: Record<string, PropertyDescriptor> = {}
  for (let at: object = level.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (!Object.hasOwn(members, name) && name !== 'constructor') members[name] = forward(descriptor)
    }
  }
  return Object.create(null, members) as object
}

function forward({ value, get, set }: PropertyDescriptor): PropertyDescriptor {
  if (typeof value === 'function') {
    return {
      value(this: Upcast, ...args: unknown[]): unknown {
        return (value as Function).apply(this[instanceKey], args)
      },
    }
  }
  return {
    get(this: Upcast): unknown {
      return get === undefined ? value : get.call(this[instanceKey])
    },
    set(this: Upcast, next: unknown) {
      set?.call(this[instanceKey], next)
    },
  }
}
