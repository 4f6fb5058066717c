// Numbers by JSON Schema: whole ones, broken ones, multiples, each between its bounds.

import type { Arbitrary } from 'fast-check'
import type { FastCheck } from '../fast-check.js'
import type { JsonNode } from './schema.js'

/** Beyond these, whole numbers are made only where bounds ask for it. */
const usual = 2 ** 31
/** JSON has no infinite numbers. */
const largest = Number.MAX_VALUE

/** Numbers that a schema allows; null when there are none. */
export function numbersOf(fc: FastCheck, node: JsonNode, isWhole: boolean): Arbitrary<number> | null {
  if (node.multipleOf !== undefined) return multiplesOf(fc, node, node.multipleOf)
  const whole = wholesOf(fc, node)
  if (isWhole) return whole
  const broken = brokenOf(fc, node)
  const made = [whole, broken].filter((each) => each !== null)
  return made.length === 0 ? null : fc.oneof(...made)
}

function wholesOf(fc: FastCheck, node: JsonNode): Arbitrary<number> | null {
  const { low, high } = boundsOf(node, 1)
  return between(fc, Math.ceil(low), Math.floor(high))
}

// By whole factors, so that shrinking leads to small multiples.
function multiplesOf(fc: FastCheck, node: JsonNode, step: number): Arbitrary<number> | null {
  const { low, high } = boundsOf(node, step)
  const factors = between(fc, Math.ceil(low / step), Math.floor(high / step))
  return factors?.map((factor) => factor * step) ?? null
}

function between(fc: FastCheck, low: number, high: number): Arbitrary<number> | null {
  const [min, max] = [Math.max(low, Number.MIN_SAFE_INTEGER), Math.min(high, Number.MAX_SAFE_INTEGER)]
  if (min > max) return null
  const [near, far] = [Math.max(min, Math.min(-usual, max)), Math.min(max, Math.max(usual, min))]
  return fc.integer({ min: Number.isFinite(low) ? min : near, max: Number.isFinite(high) ? max : far })
}

function brokenOf(fc: FastCheck, node: JsonNode): Arbitrary<number> | null {
  const { minimum = -largest, maximum = largest, exclusiveMinimum, exclusiveMaximum } = node
  const min = Math.max(minimum, exclusiveMinimum ?? -largest)
  const max = Math.min(maximum, exclusiveMaximum ?? largest)
  const [minExcluded, maxExcluded] = [min === exclusiveMinimum, max === exclusiveMaximum]
  if (min > max || (min === max && (minExcluded || maxExcluded))) return null
  return fc.double({ min, max, minExcluded, maxExcluded, noNaN: true })
}

/** Bounds that belong to what they bound, for numbers that are `step` apart. */
function boundsOf(node: JsonNode, step: number): { readonly low: number; readonly high: number } {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = node
  return {
    low: Math.max(minimum, exclusiveMinimum === undefined ? -Infinity : after(exclusiveMinimum, step)),
    high: Math.min(maximum, exclusiveMaximum === undefined ? Infinity : -after(-exclusiveMaximum, step)),
  }
}

/** The next multiple of `step` above a bound. */
function after(bound: number, step: number): number {
  return (Math.floor(bound / step) + 1) * step
}
