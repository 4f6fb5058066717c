// JSON Schema as schema libraries give it by the Standard JSON Schema convention (https://standardschema.dev/json-schema), which
// zod, arktype and valibot follow; and the two things that all of its readers need: what a reference leads to, and several
// schemas as one.

import type { StandardSchema } from '../../class/schema.js'

export type JsonSchema = boolean | JsonNode

/** A schema that says something; of the keywords those that values can be made by. */
export interface JsonNode {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly nullable?: boolean
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly not?: JsonSchema
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  /** A list in draft 7, where it is what `prefixItems` is later. */
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly minProperties?: number
  readonly maxProperties?: number
}

interface Telling {
  readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => JsonSchema }
}

/** The drafts that the convention asks for. */
const drafts = ['draft-2020-12', 'draft-07']

/** What a schema accepts, as JSON Schema; throws where it cannot say it, with the reason. */
export function jsonSchemaOf(schema: StandardSchema): JsonSchema {
  const { jsonSchema, vendor } = schema['~standard'] as StandardSchema['~standard'] & Telling
  const input = jsonSchema?.input
  if (typeof input !== 'function') throw new Error(`a schema of ${vendor} does not say its JSON Schema`)
  let reason: unknown
  for (const target of drafts) {
    try {
      return input({ target })
    } catch (error) {
      reason ??= error
    }
  }
  throw reason
}

/** What a reference within a document leads to; undefined where there is nothing. */
export function referred(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (!reference.startsWith('#')) return undefined
  const steps = reference.slice(1).split('/').slice(1)
  const names = steps.map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.reduce<any>((at, name) => at?.[name], root) as JsonSchema | undefined
}

/** One schema that asks for what both ask for, as far as values are made by it: of two patterns, the second. */
export function both(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (one === false || other === false) return false
  if (one === true || other === true) return one === true ? other : one
  const merged: Record<string, unknown> = { ...one, ...other }
  for (const [key, join] of Object.entries(joins)) {
    const [a, b] = [one[key as keyof JsonNode], other[key as keyof JsonNode]]
    if (a !== undefined && b !== undefined) merged[key] = join(a as never, b as never)
  }
  return merged
}

const joins: Readonly<Record<string, (a: never, b: never) => unknown>> = {
  properties: joinProperties,
  required: (a: string[], b: string[]) => [...new Set([...a, ...b])],
  type: (a: string | string[], b: string | string[]) => [a].flat().filter((type) => [b].flat().includes(type)),
  enum: (a: unknown[], b: unknown[]) => a.filter((value) => b.includes(value)),
  ...Object.fromEntries(
    ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map((key) => [key, Math.max]),
  ),
  ...Object.fromEntries(
    ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map((key) => [key, Math.min]),
  ),
}

function joinProperties(
  a: Readonly<Record<string, JsonSchema>>,
  b: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> {
  const shared = Object.keys(a).filter((name) => Object.hasOwn(b, name))
  return { ...a, ...b, ...Object.fromEntries(shared.map((name) => [name, both(a[name]!, b[name]!)])) }
}
