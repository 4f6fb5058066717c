// The options of a system, with their defaults.

import type { Container } from 'inversify'
import { isNodeName } from '../base/ids.js'
import { demand, demandOptions } from '../protocol/demands.js'

export interface SystemOptions {
  /** The name of the node, the first half of every pid; the default is `0`. */
  readonly node?: string
  /** Milliseconds that requests wait for their answer unless they say otherwise; the default is 5,000. */
  readonly requestTimeout?: number
  /** Milliseconds that asynchronous destructors may take; the default is 5,000. */
  readonly stopTimeout?: number
  /** How many old generations of a class are kept for the way back; the default is all, until they are purged. */
  readonly keepGenerations?: number
  /** Binds services of one's own, or rebinds those of the framework, before anything uses them. */
  readonly configure?: (container: Container) => void
}

export interface SystemSettings {
  readonly node: string
  readonly requestTimeout: number
  readonly stopTimeout: number
  readonly keepGenerations: number
}

const known = ['node', 'requestTimeout', 'stopTimeout', 'keepGenerations', 'configure']

/** The settings of a system, from its options; throws for what cannot be. */
export function settingsOf(options: SystemOptions): SystemSettings {
  demandOptions(options, known, 'ActorSystem.start')
  const { node = '0', requestTimeout = 5000, stopTimeout = 5000, keepGenerations = Infinity, configure } = options
  demand(typeof node === 'string', 'node', node, 'is no text')
  demand(isNodeName(node), 'node', node, 'has a blank, a dot or an angle bracket, or is empty')
  demand(configure === undefined || typeof configure === 'function', 'configure', configure, 'is no function')
  for (const [option, value] of Object.entries({ requestTimeout, stopTimeout })) {
    demand(typeof value === 'number' && value > 0, option, value, 'is no positive number of milliseconds')
  }
  const isCount = Number.isInteger(keepGenerations) || keepGenerations === Infinity
  demand(isCount && keepGenerations >= 0, 'keepGenerations', keepGenerations, 'is no number of generations')
  return { node, requestTimeout, stopTimeout, keepGenerations }
}
