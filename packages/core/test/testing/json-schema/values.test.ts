import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { scope, type } from 'arktype'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { StandardSchema } from '../../../src/index.js'
import { schemaIssue } from '../../../src/class/schema.js'
import { type JsonSchema, jsonSchemaOf } from '../../../src/testing/json-schema/schema.js'
import { valuesOf } from '../../../src/testing/json-schema/values.js'

const seed = 1

function sample(schema: JsonSchema, count = 200): unknown[] {
  return fc.sample(valuesOf(fc, schema)!, { seed, numRuns: count })
}

/** Of values that are made by what a schema says of itself, the part that it accepts. */
function acceptance(schema: StandardSchema): number {
  const values = sample(jsonSchemaOf(schema))
  return values.filter((value) => schemaIssue(schema, value) === undefined).length / values.length
}

const node = z.object({
  value: z.number(),
  get children() {
    return z.array(node)
  },
})
const tree = v.object({ value: v.number(), children: v.lazy((): v.GenericSchema => v.array(tree)) })

describe('values made by what a schema says of itself are accepted by it', () => {
  const zod: Record<string, StandardSchema> = {
    text: z.string().min(2).max(5),
    pattern: z.string().regex(/^[a-z]+-\d{2}$/),
    ends: z.string().startsWith('a'),
    email: z.email(),
    uuid: z.uuid(),
    moment: z.iso.datetime(),
    day: z.iso.date(),
    address: z.ipv4(),
    'new address': z.ipv6(),
    site: z.url(),
    bytes: z.base64(),
    'whole number': z.int(),
    between: z.number().gt(1).lt(2),
    multiple: z.number().gt(3).lte(40).multipleOf(4),
    'below a number': z.int().lt(-5),
    boolean: z.boolean(),
    nullable: z.string().nullable(),
    enum: z.enum(['one', 'two']),
    literal: z.literal([1, 'two', null]),
    union: z.union([z.string().max(3), z.number(), z.array(z.boolean())]),
    discriminated: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), size: z.number() }),
      z.object({ kind: z.literal('b') }),
    ]),
    intersection: z.intersection(z.object({ a: z.int().min(3) }), z.object({ b: z.string().optional() })),
    tuple: z.tuple([z.string(), z.int()]),
    'open tuple': z.tuple([z.string()]).rest(z.boolean()),
    list: z.array(z.int()).min(2).max(3),
    record: z.record(z.string(), z.int()),
    'record of names': z.record(z.enum(['a', 'b']), z.int()),
    'strict object': z.strictObject({ a: z.string(), b: z.int().optional() }),
    'loose object': z.looseObject({ a: z.string() }),
    recursive: node,
    anything: z.any(),
  }
  const arktype: Record<string, StandardSchema> = {
    object: type({
      name: '0 < string <= 20',
      'age?': 'number.integer >= 0',
      tags: 'string[]',
      kind: "'a' | 'b' | null",
    }),
    names: type({ '[string]': 'number' }),
    uuid: type('string.uuid'),
    email: type('string.email'),
    recursive: scope({ node: { value: 'number', children: 'node[]' } }).export().node,
  }
  const valibot: Record<string, StandardSchema> = {
    object: toStandardJsonSchema(
      v.object({
        name: v.pipe(v.string(), v.minLength(1)),
        age: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
        note: v.nullable(v.string()),
        pair: v.tuple([v.string(), v.number()]),
        kind: v.variant('k', [v.object({ k: v.literal('x') }), v.object({ k: v.literal('y'), n: v.number() })]),
      }),
    ),
    record: toStandardJsonSchema(v.record(v.string(), v.number())),
    recursive: toStandardJsonSchema(tree),
  }
  for (const [vendor, schemas] of Object.entries({ zod, arktype, valibot })) {
    test.each(Object.keys(schemas))(`${vendor}: %s`, (name) => {
      expect(acceptance(schemas[name]!)).toBe(1)
    })
  }
})

test('values differ, reach their bounds, and shrink to small ones', () => {
  const numbers = sample({ type: 'integer', minimum: -3, maximum: 3 })
  expect(new Set(numbers).size).toBe(7)
  const found = fc.check(
    fc.property(valuesOf(fc, { type: 'array', items: { type: 'integer' } })!, (list) => (list as number[]).length < 3),
    { seed },
  )
  expect(found.counterexample).toEqual([[0, 0, 0]])
})

test('optional properties are there and are not; required ones always are', () => {
  const made = sample({ type: 'object', properties: { a: {}, b: { type: 'null' } }, required: ['a'] }) as object[]
  expect(made.every((each) => 'a' in each)).toBe(true)
  expect(new Set(made.map((each) => 'b' in each))).toEqual(new Set([true, false]))
})

test('references within themselves end, wherever the way out is', () => {
  const list: JsonSchema = {
    $ref: '#/$defs/list',
    $defs: {
      list: { oneOf: [{ type: 'null' }, { $ref: '#/$defs/pair' }] },
      pair: {
        type: 'object',
        properties: { head: { type: 'integer' }, tail: { $ref: '#/$defs/list' } },
        required: ['head', 'tail'],
      },
    },
  } as JsonSchema
  const lengths = sample(list).map((each) => JSON.stringify(each).split('head').length - 1)
  expect(Math.max(...lengths)).toBeGreaterThan(0)
  expect(Math.min(...lengths)).toBe(0)
})

test('a long chain of references is followed to its end', () => {
  const links = Array.from({ length: 12 }, (_, i) => [
    `l${i}`,
    i === 11 ? { const: 'end' } : { $ref: `#/$defs/l${i + 1}` },
  ])
  expect(sample({ $ref: '#/$defs/l0', $defs: Object.fromEntries(links) } as JsonSchema, 1)).toEqual(['end'])
})

test('draft 7 is read too: its tuples, its definitions; and the null of OpenAPI', () => {
  const schema = {
    type: 'array',
    items: [{ $ref: '#/definitions/a~1b' }, { type: 'boolean', nullable: true }],
    definitions: { 'a/b': { const: 7 } },
  } as JsonSchema
  expect(new Set(sample(schema).map((each) => JSON.stringify(each)))).toEqual(
    new Set(['[7,true]', '[7,false]', '[7,null]']),
  )
})

test('all of several schemas is one: properties, bounds and what is required are joined', () => {
  const schema = {
    allOf: [
      { $ref: '#/$defs/a' },
      { properties: { n: { type: 'integer', maximum: 5 } }, required: ['s'] },
      { properties: { s: { enum: ['x'] } } },
    ],
    $defs: { a: { type: 'object', properties: { n: { minimum: 5 } }, required: ['n'] } },
  } as JsonSchema
  expect(sample(schema, 1)).toEqual([{ n: 5, s: 'x' }])
})

test.each([
  ['false', false],
  ['not anything', { not: {} }],
  ['no number', { type: 'integer', minimum: 2, maximum: 1 }],
  ['no broken number', { type: 'number', exclusiveMinimum: 1, maximum: 1 }],
  ['no choice', { enum: [] }],
  ['a required property that nothing fits', { type: 'object', properties: { a: false }, required: ['a'] }],
  ['what never ends', { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }],
  ['a type that nobody knows', { type: 'colour' }],
] as [string, JsonSchema][])('nothing is made where nothing fits: %s', (_, schema) => {
  expect(valuesOf(fc, schema)).toBeNull()
})

test('a pattern that cannot be followed gives texts of the right length', () => {
  const texts = sample({ type: 'string', pattern: '^(?=.*a)b', minLength: 2, maxLength: 3 }) as string[]
  expect(texts.every((text) => [...text].length <= 3)).toBe(true)
})

test('a reference to nowhere is told', () => {
  expect(() => valuesOf(fc, { $ref: '#/$defs/gone' })).toThrow('refers to #/$defs/gone, which there is not')
})

test('a schema that cannot say its JSON Schema says why', () => {
  expect(() => jsonSchemaOf(z.date())).toThrow('Date cannot be represented')
  expect(() => jsonSchemaOf(v.string())).toThrow('a schema of valibot does not say its JSON Schema')
})

test('the older draft is asked for where the newer one is refused', () => {
  const input = ({ target }: { readonly target: string }): JsonSchema => {
    if (target !== 'draft-07') throw new Error(`no ${target}`)
    return { type: 'null' }
  }
  const standard = {
    version: 1,
    vendor: 'old',
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input },
  } as const
  expect(jsonSchemaOf({ '~standard': standard })).toEqual({ type: 'null' })
})
