// Whatever bytes arrive: a release is read as it was written, or refused with an error of the catalogue. INSTAR_FUZZ
// is the number of inputs for each kind of them.

import { isInstarError } from '@instar/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashOf } from '../../src/release/content.js'
import type { Release } from '../../src/release/release.js'
import { newKeys, signRelease } from '../../src/release/signing.js'
import { formatRelease, parseRelease } from '../../src/release/text.js'
import { catalogue } from '../../src/base/failures.js'
import { classOf, classText, prelude, releaseOf } from './samples.js'

const numRuns = Number(process.env['INSTAR_FUZZ'] ?? 4000)
const patience = 60_000 + numRuns * 40

const keys = newKeys()
const original = signRelease(
  releaseOf(
    { classes: [classOf('Cat'), classOf('Dog', { superclass: 'Cat', description: 'barks "ä😀"' })] },
    prelude + classText('Cat') + classText('Dog'),
    '{"version":3,"sources":["src/cat.ts"],"mappings":"AAAA"}',
  ),
  keys.privateKey,
)
const originalText = formatRelease(original)
const bytes = Buffer.from(originalText)
const headerEnd = bytes.indexOf('\n')

/** The release, or the code of the refusal; anything else that is thrown is a defect. */
function read(input: string | Uint8Array): Release | string {
  try {
    return parseRelease(input, 'fuzz')
  } catch (error) {
    if (!isInstarError(error) || !(error.code in catalogue)) throw error
    expect(error.message.length).toBeLessThan(40_000)
    return error.code
  }
}

/** Refused, or read as what stands in it. */
function isSound(input: string | Uint8Array): boolean {
  const found = read(input)
  return typeof found === 'string' || formatRelease(found) === Buffer.from(input as Uint8Array).toString()
}

/** Refused, or the very release that it was made from. */
function isOriginalOrRefused(input: Uint8Array): boolean {
  const found = read(input)
  return typeof found === 'string' || Buffer.from(formatRelease(found)).equals(bytes)
}

const position = fc.nat(bytes.length - 1)
const byte = fc.nat(255)

test('every alteration of a single byte, at every position, is refused', () => {
  const random = fc.sample(byte, bytes.length)
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes)
    altered[at] = altered[at]! ^ (random[at]! || 1)
    expect(typeof read(altered), `byte ${at} as ${altered[at]}`).toBe('string')
  }
})

test('a release that is cut off is refused, wherever that is', () => {
  for (let length = 0; length < bytes.length; length++)
    expect(['truncated-release', 'altered-release', 'empty-release']).toContain(read(bytes.subarray(0, length)))
})

test('bytes at random are refused', { timeout: patience }, () => {
  const any = fc.uint8Array({ maxLength: 300 })
  const behindTheWord = any.map((tail) => Buffer.concat([Buffer.from('instar-release '), tail]))
  const behindTheHeader = any.map((tail) => Buffer.concat([bytes.subarray(0, headerEnd + 1), tail]))
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(fc.oneof(any, behindTheWord, behindTheHeader, text), (input) => typeof read(input) === 'string'),
    { numRuns },
  )
})

test('changed, moved, doubled and missing bytes are refused', { timeout: patience }, () => {
  const changed = fc.array(fc.tuple(position, byte), { minLength: 1, maxLength: 8 }).map((changes) => {
    const copy = Buffer.from(bytes)
    for (const [at, value] of changes) copy[at] = value
    return copy
  })
  const spliced = fc.tuple(position, position, position).map(([a, b, c]) => {
    const part = bytes.subarray(Math.min(a, b), Math.max(a, b))
    return Buffer.concat([bytes.subarray(0, c), part, bytes.subarray(c)])
  })
  const cut = fc.tuple(position, position).map(([a, b]) => {
    return Buffer.concat([bytes.subarray(0, Math.min(a, b)), bytes.subarray(Math.max(a, b))])
  })
  const inserted = fc.tuple(position, fc.uint8Array({ maxLength: 8 })).map(([at, more]) => {
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  })
  fc.assert(fc.property(fc.oneof(changed, spliced, cut, inserted), isOriginalOrRefused), { numRuns })
})

/** Any JSON value, with what is known to trip readers. */
const json = fc.oneof(
  fc.jsonValue({ depthSize: 'small' }),
  fc.constantFrom('', '1.0.0', '__proto__', 'constructor', -0, 1e308, 0.5, '\ud800', 'ab'.repeat(32), [], {}),
)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A copy with one change: a value replaced, a property taken away, or one added. */
function mutate(value: Json, path: readonly number[], change: string, by: Json): Json {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const [step, ...rest] = path
  if (step === undefined || keys.length === 0) return by
  const copy = structuredClone(value) as Record<string, Json>
  const key = keys[step % keys.length]!
  if (rest.length > 0) copy[key] = mutate(copy[key]!, rest, change, by)
  else if (change === 'replace') copy[key] = by
  else if (change === 'remove') delete copy[key]
  else Object.defineProperty(copy, change, { value: by, enumerable: true, configurable: true, writable: true })
  return copy as Json
}

const change = fc.tuple(
  fc.array(fc.nat(30), { maxLength: 5 }),
  fc.constantFrom('replace', 'remove', 'format', 'extra', '__proto__', 'toString'),
  json as fc.Arbitrary<Json>,
)
const changes = fc.array(change, { maxLength: 3 })

const header = JSON.parse(bytes.toString('utf8', 'instar-release '.length, headerEnd)) as Json
const content = JSON.parse(bytes.toString('utf8', headerEnd + 1)) as Json

test('a header and a content of other shapes are refused, or read as they are', { timeout: patience }, () => {
  let readable = 0
  const isHashRight = fc.boolean()
  const space = fc.constantFrom(undefined, undefined, undefined, 1)
  fc.assert(
    fc.property(changes, changes, isHashRight, space, (headerChanges, contentChanges, isHashRight, space) => {
      const apply = (to: Json, all: typeof headerChanges) =>
        all.reduce((at, [path, how, by]) => mutate(at, path, how, by), to)
      const body = JSON.stringify(apply(content, contentChanges), undefined, space)
      const hashed = isHashRight ? { ...(header as object), hash: hashOf(body), signatures: [] } : header
      const input = `instar-release ${JSON.stringify(apply(hashed as Json, headerChanges))}\n${body}`
      if (typeof read(input) !== 'string') readable += 1
      return isSound(input)
    }),
    { numRuns: numRuns * 2 },
  )
  // Else nothing but the way to the first refusal would have been tried.
  expect(readable).toBeGreaterThan(numRuns / 100)
})

test('what was signed cannot be read with another content, or another signature', { timeout: patience }, () => {
  const strangers = Array.from({ length: 4 }, newKeys)
  fc.assert(
    fc.property(changes, fc.nat(3), fc.boolean(), (contentChanges, stranger, isRenamed) => {
      const other = contentChanges.reduce((at, [path, how, by]) => mutate(at, path, how, by), content)
      const body = JSON.stringify(other)
      const [own] = original.signatures
      const signatures = [isRenamed ? { ...own!, key: strangers[stranger]!.publicKey } : own!]
      const input = `instar-release ${JSON.stringify({ format: 1, hash: hashOf(body), signatures })}\n${body}`
      return input === originalText || typeof read(input) === 'string'
    }),
    { numRuns },
  )
})
