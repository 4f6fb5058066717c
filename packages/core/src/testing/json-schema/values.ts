// Arbitraries of fast-check from JSON Schema. What they make fits the schema or nearly so: keywords that say what a value must
// not be (`not`, `if`, `contains`) are not followed, so whoever needs only what is valid asks the judge that the JSON Schema
// comes from. References are followed a few times within themselves; what cannot be made that deep is left out.

import type { Arbitrary } from 'fast-check'
import { isSame } from '../../upgrade/rehearsal-comparison.js'
import type { FastCheck } from '../fast-check.js'
import { numbersOf } from './numbers.js'
import { both, type JsonNode, type JsonSchema, referred } from './schema.js'
import { ofPattern, textsOf } from './texts.js'

/** How many references one within the other are followed; more, when nothing can be made with fewer. */
const depths = [4, 16]
const allTypes = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** Values that a JSON Schema allows; null when there are none. */
export function valuesOf(fc: FastCheck, schema: JsonSchema): Arbitrary<unknown> | null {
  for (const depth of depths) {
    const made = new Maker(fc, schema, depth).make(schema, depth)
    if (made !== null) return made
  }
  return null
}

type Made = Arbitrary<unknown> | null

class Maker {
  private readonly followed = new Map<string, Made>()

  constructor(
    private readonly fc: FastCheck,
    private readonly root: JsonSchema,
    private readonly full: number,
  ) {}

  make(schema: JsonSchema, depth: number): Made {
    const { fc } = this
    if (typeof schema === 'boolean') return schema ? fc.jsonValue() : null
    if (schema.$ref !== undefined) return this.follow(schema, depth)
    const { allOf, anyOf, oneOf = anyOf, nullable, ...rest } = schema
    if (nullable === true) return this.either([{ type: 'null' }, { ...schema, nullable: false }], depth)
    if (allOf !== undefined) return this.make(this.joined([{ ...schema, allOf: undefined }, ...allOf]), depth)
    if (oneOf !== undefined)
      return this.either(
        oneOf.map((each) => both(rest, each)),
        depth,
      )
    if ('const' in rest) return fc.constant(rest.const)
    if (rest.enum !== undefined) return rest.enum.length === 0 ? null : fc.constantFrom(...rest.enum)
    if (isAnything(rest.not)) return null
    return this.eitherOf(typesOf(rest).map((type) => this.makeType(type, rest, depth)))
  }

  private makeType(type: string, node: JsonNode, depth: number): Made {
    const { fc } = this
    switch (type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
      case 'number':
        return numbersOf(fc, node, type === 'integer')
      case 'string':
        return textsOf(fc, node)
      case 'array':
        return this.makeList(node, depth)
      case 'object':
        return this.makeObject(node, depth)
      default:
        return null
    }
  }

  private follow(schema: JsonNode, depth: number): Made {
    const key = `${depth} ${JSON.stringify(schema)}`
    const known = this.followed.get(key)
    if (known !== undefined) return known
    const made = depth === 0 ? null : this.make(this.resolved(schema), depth - 1)
    this.followed.set(key, made)
    return made
  }

  /** What a schema that is a reference asks for, once it has been followed. */
  private resolved(schema: JsonSchema): JsonSchema {
    if (typeof schema === 'boolean' || schema.$ref === undefined) return schema
    const { $ref, ...rest } = schema
    const target = referred(this.root, $ref)
    if (target === undefined) throw new Error(`its JSON Schema refers to ${$ref}, which there is not`)
    return both(rest, target)
  }

  private joined(schemas: readonly JsonSchema[]): JsonSchema {
    return schemas.reduce<JsonSchema>((all, each) => both(all, this.resolved(each)), true)
  }

  private either(schemas: readonly JsonSchema[], depth: number): Made {
    return this.eitherOf(schemas.map((each) => this.make(each, depth)))
  }

  private eitherOf(all: readonly Made[]): Made {
    const made = all.filter((each) => each !== null)
    return made.length > 1 ? this.fc.oneof(...made) : (made[0] ?? null)
  }

  // ---- lists

  private makeList(node: JsonNode, depth: number): Made {
    const { items, minItems = 0, maxItems = Infinity } = node
    const first = node.prefixItems ?? (isList(items) ? items : [])
    const start = first.map((each) => this.make(each, depth)).filter((each) => each !== null)
    if (start.length < first.length) return null
    const others = isList(items) || (items === undefined && first.length > 0) ? false : (items ?? true)
    const least = Math.max(0, minItems - first.length)
    const most = Math.max(least, Math.min(maxItems - first.length, this.extentAt(depth)))
    const rest = this.makeItems(this.make(others, depth), least, most, node.uniqueItems === true)
    if (rest === null || start.length === 0) return rest
    return this.fc.tuple(this.fc.tuple(...start), rest).map(([one, other]) => [...one, ...other])
  }

  private makeItems(item: Made, minLength: number, most: number, isUnique: boolean): Arbitrary<unknown[]> | null {
    if (item === null) return minLength === 0 ? this.fc.constant([]).map(() => []) : null
    const length = { minLength, size: 'small', ...(most === Infinity ? {} : { maxLength: most }) } as const
    return isUnique ? this.fc.uniqueArray(item, { ...length, comparator: isSame }) : this.fc.array(item, { ...length })
  }

  /** How long a list becomes: the shorter the deeper it is within itself, or values would grow beyond measure. */
  private extentAt(depth: number): number {
    return [Infinity, 4][this.full - depth] ?? 2
  }

  // ---- objects

  private makeObject(node: JsonNode, depth: number): Made {
    const { fc } = this
    const { required = [], additionalProperties: others } = node
    const named = Object.fromEntries(required.map((name) => [name, others ?? true]))
    const known = Object.entries({ ...named, ...node.properties }).map(
      ([name, schema]) => [name, this.make(schema, depth)] as const,
    )
    if (known.some(([name, made]) => made === null && required.includes(name))) return null
    const model = Object.fromEntries(known.filter(([, made]) => made !== null)) as Record<string, Arbitrary<unknown>>
    const record = fc.record(model, { requiredKeys: [...required], noNullPrototype: true })
    const least = Math.max(0, (node.minProperties ?? 0) - Object.keys(model).length)
    const most = Math.min((node.maxProperties ?? Infinity) - Object.keys(model).length, this.extentAt(depth))
    const further = this.makeFurther(node, depth, least, Math.max(least, most))
    if (further.length === 0) return record
    return fc.tuple(record, ...further).map(([own, ...more]) => Object.assign({}, ...more, own) as object)
  }

  /** The properties that no name is given for, by pattern and otherwise. */
  private makeFurther(node: JsonNode, depth: number, minKeys: number, most: number): Arbitrary<object>[] {
    const { fc } = this
    const { additionalProperties: others = false, patternProperties = {}, propertyNames = true } = node
    const kinds: [Arbitrary<string> | null, JsonSchema][] = Object.entries(patternProperties).map(
      ([pattern, schema]) => [ofPattern(fc, { pattern }), schema],
    )
    if (others !== false) kinds.push([this.makeNames(propertyNames, depth), others])
    return kinds.flatMap(([names, schema]) => {
      const value = this.make(schema, depth)
      if (names === null || value === null) return []
      const keys = names.filter((name) => name !== '__proto__')
      const count = { minKeys, size: 'small', ...(most === Infinity ? {} : { maxKeys: most }) } as const
      return [fc.dictionary(keys, value, { ...count, noNullPrototype: true })]
    })
  }

  private makeNames(schema: JsonSchema, depth: number): Arbitrary<string> | null {
    const made = this.make(both({ type: 'string' }, schema), depth)
    return made as Arbitrary<string> | null
  }
}

function isList(items: JsonNode['items']): items is readonly JsonSchema[] {
  return Array.isArray(items)
}

function isAnything(schema: JsonSchema | undefined): boolean {
  return schema === true || (typeof schema === 'object' && Object.keys(schema).length === 0)
}

const keywords: Readonly<Record<string, readonly (keyof JsonNode)[]>> = {
  object: ['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  string: ['pattern', 'format', 'minLength', 'maxLength'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
}

/** The types that a schema names, or those that its keywords are about, or all. */
function typesOf(node: JsonNode): readonly string[] {
  if (node.type !== undefined) return [node.type].flat()
  const meant = Object.keys(keywords).filter((type) => keywords[type]!.some((key) => node[key] !== undefined))
  return meant.length > 0 ? meant : allTypes
}
