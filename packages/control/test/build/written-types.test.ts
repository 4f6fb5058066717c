import { describe, expect, test } from 'vitest'
import { classesOf } from './sources.js'

async function membersOf(members: string): Promise<Record<string, string | null>> {
  const { Cat } = await classesOf({
    'cat.ts': `import { Actor, actor, attribute, oneway, request, staticMethod, type Oneway } from '@instar/core'
type Food = { name: string }
@actor({ version: '1.0.0' }) export class Cat extends Actor {
${members}
}`,
  })
  return Object.fromEntries([
    ...Cat!.attributes.map(({ name, type }) => [name, type]),
    ...Cat!.methods.map(({ name, signature }) => [name, signature]),
  ]) as Record<string, string | null>
}

describe('the type of an attribute', () => {
  test('is what is written', async () => {
    expect(await membersOf(`@attribute() food!: readonly Food[]\n@attribute() private owner?: string | null`)).toEqual({
      food: 'readonly Food[]',
      owner: 'string | null',
    })
  })

  test('is on one line, without comments', async () => {
    const members = `@attribute() food!: /* of this week */ Map<
    string, // the day
    {
      name: string // 😀
      grams: number;
    }
  >
  @attribute() mood!:
    | 'good'
    | 'bad'`
    expect(await membersOf(members)).toEqual({
      food: 'Map<string, { name: string; grams: number }>',
      mood: `'good' | 'bad'`,
    })
  })

  test('is that of a plain initial value where none is written', async () => {
    const members = `@attribute() age = -1
@attribute() name = \`Tom\`
@attribute() tame = false
@attribute() born = new Date(0)
@attribute() toys = new Map<string, number>()
@attribute() eaten = [] as Food[]
@attribute() other = [1, 2]`
    expect(await membersOf(members)).toEqual({
      age: 'number',
      name: 'string',
      tame: 'boolean',
      born: 'Date',
      toys: 'Map<string, number>',
      eaten: 'Food[]',
      other: null,
    })
  })
})

describe('the signature of a method', () => {
  test('has parameters and result as they are written, and defaults as optional', async () => {
    const members = `@request() eat<T extends Food>(
    this: Cat,
    food: T, // all of it
    grams = 100,
    { fast, where = 'here' }: { fast: boolean; where?: string } = { fast: true },
    slow?: boolean,
    ...more: readonly Food[]
  ): Promise<T> { return Promise.resolve(food) }
  @oneway() async wake(): Promise<Oneway> {}
  @staticMethod() static legs(): 4 { return 4 }
  @request() guess() { return 1 }`
    expect(await membersOf(members)).toEqual({
      eat: `<T extends Food>(food: T, grams?: number, { fast, where = 'here' }?: { fast: boolean; where?: string }, slow?: boolean, ...more: readonly Food[]): Promise<T>`,
      wake: '(): Promise<Oneway>',
      legs: '(): 4',
      guess: '()',
    })
  })

  test('is all of its overloads', async () => {
    const members = `say(what: string): string
  say(what: number): number
  @request() say(what: unknown): unknown { return what }`
    expect(await membersOf(members)).toEqual({ say: '(what: string): string; (what: number): number' })
  })

  test('of a static method is not that of a request of the same name', async () => {
    const members = `@request() legs(): number { return 4 }\n@staticMethod() static legs(of: string): string { return of }`
    const { Cat } = await classesOf({
      'cat.ts': `import { Actor, actor, request, staticMethod } from '@instar/core'
@actor({ version: '1.0.0' }) export class Cat extends Actor { ${members} }`,
    })
    expect(Cat!.methods.map(({ kind, signature }) => `${kind} ${signature}`)).toEqual([
      'request (): number',
      'static (of: string): string',
    ])
  })
})
