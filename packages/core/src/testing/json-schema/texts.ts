// Texts by JSON Schema: of a format, after a pattern, or of a length.

import type { Arbitrary } from 'fast-check'
import type { FastCheck } from '../fast-check.js'
import type { JsonNode } from './schema.js'

/** The years that four digits can say. */
const earliest = new Date('0001-01-01T00:00:00.000Z')
const latest = new Date('9999-12-31T23:59:59.999Z')

/** Texts that a schema allows, or nearly so. */
export function textsOf(fc: FastCheck, node: JsonNode): Arbitrary<string> {
  const special = [ofFormat(fc, node.format), ofPattern(fc, node)].filter((each) => each !== null)
  if (special.length > 0) return fc.oneof(...special)
  const { minLength = 0, maxLength } = node
  // Some count code points, some code units: where the length is limited, they are the same.
  if (maxLength !== undefined) return fc.string({ minLength, maxLength, size: 'small' })
  return fc.oneof(
    { arbitrary: fc.string({ minLength, size: 'small' }), weight: 4 },
    { arbitrary: fc.string({ minLength, size: 'small', unit: 'grapheme' }), weight: 1 },
  )
}

function ofFormat(fc: FastCheck, format: string | undefined): Arbitrary<string> | null {
  const times = (): Arbitrary<string> =>
    fc.date({ min: earliest, max: latest, noInvalidDate: true }).map((date) => date.toISOString())
  switch (format) {
    case 'date-time':
      return times()
    case 'date':
      return times().map((text) => text.slice(0, 10))
    case 'time':
      return times().map((text) => text.slice(11))
    case 'email':
      return fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.[a-z]{2,3}$/)
    case 'uuid':
      return fc.uuid()
    case 'ipv4':
      return fc.ipV4()
    case 'ipv6':
      return fc.ipV6()
    case 'uri':
      return fc.webUrl()
    case 'hostname':
      return fc.domain()
    case 'base64':
      return fc.base64String()
    default:
      return null
  }
}

/** Texts of this pattern; null where there is none, or none that can be followed (one that looks ahead). */
export function ofPattern(fc: FastCheck, { pattern, maxLength }: JsonNode): Arbitrary<string> | null {
  if (pattern === undefined) return null
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), {
      size: 'small',
      ...(maxLength === undefined ? {} : { maxLength }),
    })
  } catch {
    return null
  }
}
