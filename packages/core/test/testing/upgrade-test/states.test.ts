// Where the states come from that the laws of migrations are checked on.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Actor, actor, attribute, type Migration, migration, request, type StandardSchema } from '../../../src/index.js'
import { call, upgradeTest, type UpgradeTestOptions } from '../../../src/testing/index.js'
import { failureOf } from './failure.js'

interface Schemas {
  readonly city?: StandardSchema
  readonly code?: StandardSchema
}

function makeAddress({ city, code }: Schemas) {
  @actor({ version: '1.0.0' })
  class Address extends Actor {
    @attribute(city === undefined ? {} : { schema: city }) city: unknown = 'Bern'
    @attribute(code === undefined ? {} : { schema: code }) code: unknown = 3000
    @request() read(): unknown {
      return this.city
    }
  }
  return Address
}

function makeNext(step: Migration) {
  @actor({ version: '2.0.0', migrations: [step] })
  class Address extends Actor {
    @attribute() place: unknown = ''
    @request() read(): unknown {
      return this.place
    }
  }
  return Address
}

/** From two attributes to a text, and back by a parser. */
function joining(parse: (place: string) => { city: unknown; code: unknown }): Migration {
  return migration('1.0.0', {
    up: ({ city, code }) => ({ place: `${code} ${city}` }),
    down: ({ place }) => parse(place),
  })
}

const careful = joining((place) => ({ city: place.slice(place.indexOf(' ') + 1), code: Number.parseFloat(place) }))

function options(schemas: Schemas, step = careful, more: Partial<UpgradeTestOptions> = {}): UpgradeTestOptions {
  return { from: () => makeAddress(schemas), to: () => makeNext(step), workload: [call('read')], runs: 2, ...more }
}

const both = { city: z.string(), code: z.int().min(1000).max(9999) }

test('schemas of all attributes give states, and the report says so', async () => {
  const { laws, remarks } = await upgradeTest(options(both))
  expect(laws).toEqual([
    { class: 'Address', from: '1.0.0', to: '2.0.0', states: 100, source: 'schemas', isReversible: true },
  ])
  expect(remarks).toEqual([])
})

test('a migration that no living instance shows to be wrong is found on states of the schemas', async () => {
  const oneWord = joining((place) => ({ city: place.split(' ')[1], code: Number.parseFloat(place) }))
  expect(await upgradeTest(options({}, oneWord))).toMatchObject({ laws: [{ source: 'seen' }] })
  const message = await failureOf(options(both, oneWord))
  expect(message).toContain("city was ' ' and came back as ''")
  expect(message).toContain("in between it was { place: '1000  ' }")
  expect(message).toContain("of those that the schemas of its attributes allow:\n  { city: ' ', code: 1000 }\n")
})

test('attributes without a schema have what living instances had', async () => {
  const { laws, remarks } = await upgradeTest(options({ city: both.city }))
  expect(laws).toMatchObject([{ states: 100, source: 'some schemas' }])
  expect(remarks).toEqual([
    expect.stringMatching(/^Address: attributes without a schema had the values of \d+ states seen/),
  ])
})

test('what the user gives goes before all schemas', async () => {
  const states = { Address: fc.record({ city: fc.constant('Bern'), code: fc.constant(3000) }) }
  expect(await upgradeTest(options(both, careful, { states }))).toMatchObject({ laws: [{ source: 'given' }] })
})

test('states are what the judge accepts, where the JSON Schema says less', async () => {
  const even = z.int().refine((code) => code % 2 === 0)
  const halving = migration('1.0.0', {
    up: ({ city, code }) => ({ place: `${code / 2} ${city}`, city: undefined, code: undefined }),
    down: ({ place }) => ({
      city: place.slice(place.indexOf(' ') + 1),
      code: Math.floor(Number.parseFloat(place)) * 2,
      place: undefined,
    }),
  })
  const small = even.refine((code) => Math.abs(code) < 2 ** 50)
  expect(await upgradeTest(options({ city: z.string(), code: small }, halving))).toMatchObject({
    laws: [{ source: 'schemas' }],
  })
})

test('an attribute that may be undefined is undefined at times', async () => {
  const strict = joining((place) => {
    const city = place.slice(place.indexOf(' ') + 1)
    return { city, code: Number.parseFloat(place) }
  })
  const message = await failureOf(options({ ...both, city: z.literal('Bern').optional() }, strict))
  expect(message).toContain("city was undefined and came back as 'undefined'")
})

describe('a schema that gives no values is told, with the reason, and living instances serve', () => {
  const silent = { '~standard': { version: 1, vendor: 'silent', validate: (value: unknown) => ({ value }) } } as const
  test.each([
    ['none to be had', silent, 'a schema of silent does not say its JSON Schema'],
    ['not to be written', z.union([z.string(), z.date()]), 'Date cannot be represented in JSON Schema'],
    ['narrow', z.string().refine((city) => city === 'Bern'), 'it accepts 0 of 100 that its JSON Schema allows'],
  ])('%s', async (_, city: StandardSchema, reason) => {
    const { laws, remarks } = await upgradeTest(options({ city }))
    expect(laws).toMatchObject([{ source: 'seen' }])
    expect(remarks[0]).toBe(`Address: city has no values by its schema: ${reason}`)
    expect(remarks[1]).toMatch(/^Address: the laws were checked on \d+ states seen in living instances/)
  })
})
