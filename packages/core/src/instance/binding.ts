// Functions that others call back: made by the framework, so that they neither pin old code nor outlive it unnoticed.

import { fail } from '../protocol/failures.js'
import { Message } from '../protocol/message.js'
import type { Code } from '../protocol/method.js'
import type { Cell } from './cell.js'

/**
 * A function that sends a message by the name of its method. The name is looked up at each call: what is called is current,
 * and the function holds no code at all.
 */
export function callbackFor(cell: Cell, name: string): (...args: unknown[]) => void {
  return (...args) => {
    const slot = cell.live.slots.get(name)
    if (slot === undefined || slot.code === null) {
      throw fail('no-such-method', { class: cell.className, version: cell.live.current.version, method: name })
    }
    cell.deliver(new Message(cell, slot, args, null))
  }
}

/** A function of the present generation, bound to an instance: it runs that code until the generation that it is of is purged. */
export function bindTo(cell: Cell, instance: object, code: Code): (...args: unknown[]) => unknown {
  if (typeof code !== 'function')
    throw fail('no-such-method', { class: cell.className, version: cell.live.current.version, method: String(code) })
  const level = cell.live.lineage.find(({ current }) => declares(current.prototype, code)) ?? cell.live
  const generation = level.current
  const { name, version } = generation
  const method = code.name
  const binding = { code: code as Code | null }
  generation.bindings.add(binding)
  return (...args) => {
    if (binding.code === null) throw fail('purged-binding', { class: name, version, method })
    return binding.code.apply(instance, args as never[])
  }
}

function declares(prototype: object, code: Code): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(prototype)).some(({ value }) => value === code)
}
