import { expect, test } from 'vitest'
import { schemaIssue, type SchemaResult, type StandardSchema } from '../../src/class/schema.js'

function schemaOf(validate: (value: unknown) => SchemaResult | Promise<SchemaResult>): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

test('a valid value has no issue', () => {
  expect(
    schemaIssue(
      schemaOf((value) => ({ value })),
      1,
    ),
  ).toBeUndefined()
})

test('all issues of a value are told', () => {
  const schema = schemaOf(() => ({ issues: [{ message: 'too small' }, { message: 'not even' }] }))
  expect(schemaIssue(schema, 1)).toBe('too small, not even')
})

test('an asynchronous schema is an issue of its own', () => {
  const later = schemaOf(async (value) => ({ value }))
  expect(schemaIssue(later, 1)).toContain('asynchronous')
})
