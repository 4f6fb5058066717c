// Attribute schemas by the Standard Schema convention (https://standardschema.dev), which zod, valibot and arktype
// follow: the interface is the whole dependency.

import { disregard, isThenable } from '../base/promises.js'

export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>
  }
}

export type SchemaResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
}

/** What is wrong with a value; `undefined` when nothing is. Asynchronous schemas cannot judge a living state. */
export function schemaIssue(schema: StandardSchema, value: unknown): string | undefined {
  const result = schema['~standard'].validate(value)
  if (isThenable(result)) {
    disregard(result)
    return 'its schema is asynchronous; attributes need synchronous ones'
  }
  return result.issues === undefined ? undefined : result.issues.map((issue) => issue.message).join(', ')
}
