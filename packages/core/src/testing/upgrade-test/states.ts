// The states that the laws of a class's migrations are checked on: those that the test gives; else such as the schemas of the
// attributes allow, beside those that living instances had; else those alone.

import type { Arbitrary } from 'fast-check'
import { messageOf } from '../../base/errors.js'
import type { AttributeRecord } from '../../class/metadata.js'
import { schemaIssue, type StandardSchema } from '../../class/schema.js'
import type { Generation } from '../../registry/generation.js'
import type { State } from '../../registry/layout.js'
import type { FastCheck } from '../fast-check.js'
import { jsonSchemaOf } from '../json-schema/schema.js'
import { valuesOf } from '../json-schema/values.js'

/** Where states came from. */
export type StateSource =
  /** The option `states`. */
  | 'given'
  /** The schemas of all attributes, and living instances. */
  | 'schemas'
  /** Living instances, with other values where attributes have a schema. */
  | 'some schemas'
  /** Living instances. */
  | 'seen'
  /** There were none. */
  | 'none'

export interface States {
  readonly source: StateSource
  /** Null where there are none. */
  readonly arbitrary: Arbitrary<State> | null
  /** Why attributes with a schema have no values by it, as sentences that begin with their names. */
  readonly problems: readonly string[]
}

/** Tries of a schema, and how many of them it has to accept: what is made has to be found among what is refused. */
const tries = 100
const fewest = 10

export class StateMaker {
  constructor(
    private readonly fc: FastCheck,
    private readonly seed: number,
    private readonly given: Readonly<Record<string, Arbitrary<State>>>,
    private readonly seen: ReadonlyMap<string, readonly State[]>,
  ) {}

  /** How many states of a class were seen in living instances. */
  seenOf(name: string): number {
    return this.seen.get(name)?.length ?? 0
  }

  /** The states of the slice that a generation declares. */
  statesOf({ name, record }: Generation): States {
    const given = this.given[name]
    if (given !== undefined) return { source: 'given', arbitrary: given, problems: [] }
    const seen = this.seen.get(name) ?? []
    const living = seen.length === 0 ? null : this.fc.constantFrom(...seen)
    const attributes = [...record.attributes.values()]
    const { made, problems } = this.valuesOf(attributes)
    const count = Object.keys(made).length
    if (count === 0) return { source: living === null ? 'none' : 'seen', arbitrary: living, problems }
    if (count === attributes.length) return { source: 'schemas', arbitrary: this.fromSchemas(made, living), problems }
    const mixed = living === null ? null : this.mixed(made, living)
    return { source: mixed === null ? 'none' : 'some schemas', arbitrary: mixed, problems }
  }

  private fromSchemas(made: Record<string, Arbitrary<unknown>>, living: Arbitrary<State> | null): Arbitrary<State> {
    const all = this.fc.record(made, { noNullPrototype: true })
    return living === null ? all : this.fc.oneof({ arbitrary: all, weight: 4 }, { arbitrary: living, weight: 1 })
  }

  private mixed(made: Record<string, Arbitrary<unknown>>, living: Arbitrary<State>): Arbitrary<State> {
    const other = this.fc.record(made, { requiredKeys: [], noNullPrototype: true })
    return this.fc.tuple(living, other).map(([state, values]) => ({ ...state, ...values }))
  }

  private valuesOf(attributes: readonly AttributeRecord[]): {
    readonly made: Record<string, Arbitrary<unknown>>
    readonly problems: string[]
  } {
    const made: Record<string, Arbitrary<unknown>> = {}
    const problems: string[] = []
    for (const { name, schema } of attributes) {
      if (schema === undefined) continue
      try {
        made[name] = this.valuesOfSchema(schema)
      } catch (error) {
        problems.push(`${name} has no values by its schema: ${messageOf(error)}`)
      }
    }
    return { made, problems }
  }

  /** What a schema accepts; throws where that cannot be found out. */
  private valuesOfSchema(schema: StandardSchema): Arbitrary<unknown> {
    const made = valuesOf(this.fc, jsonSchemaOf(schema))
    if (made === null) throw new Error('nothing fits its JSON Schema')
    const isValid = (value: unknown): boolean => schemaIssue(schema, value) === undefined
    const accepted = this.fc.sample(made, { seed: this.seed, numRuns: tries }).filter(isValid).length
    if (accepted < fewest) throw new Error(`it accepts ${accepted} of ${tries} that its JSON Schema allows`)
    const valid = made.filter(isValid)
    return isValid(undefined) ? this.fc.oneof({ arbitrary: valid, weight: 4 }, this.fc.constant(undefined)) : valid
  }
}
