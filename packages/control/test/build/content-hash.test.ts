import { describe, expect, test } from 'vitest'
import { catSource, classesOf, type Files } from './sources.js'

const base = {
  'cat.ts': `import { Actor, actor, attribute, request } from '@instar/core'
import { older } from './years.js'
import { loud } from './voice.js'
import type { Food } from './food.js'

const legs = 4

@actor({ version: '1.0.0', description: 'purrs' })
export class Cat extends Actor {
  @attribute() age: number = 0
  favourite?: Food
  @request() grow(): number { return (this.age = older(this.age) * legs) }
}

@actor({ version: '1.0.0' })
export class Dog extends Actor {
  @request() bark(): string { return loud('wau') }
}
`,
  'years.ts': `import { step } from './step.js'\nexport const older = (age: number): number => age + step`,
  'step.ts': `export const step = 1`,
  'voice.ts': `export const loud = (text: string): string => text.toUpperCase()`,
  'food.ts': `export type Food = 'fish'`,
}

/** Which of the classes have another hash when a file reads otherwise. */
async function changedBy(changes: Files, files: Files = base, entries = ['cat.ts']): Promise<string[]> {
  const before = await classesOf(files, { entries })
  const after = await classesOf({ ...files, ...changes }, { entries })
  return Object.keys(after).filter((name) => before[name]?.hash !== after[name]!.hash)
}

function edited(file: keyof typeof base, from: string | RegExp, to: string): Files {
  const text = base[file].replace(from, to)
  if (text === base[file]) throw new Error(`${file} has nothing like ${String(from)}`)
  return { [file]: text }
}

describe('the content hash of a class stays the same', () => {
  test.each([
    ['its version is raised alone', edited('cat.ts', `version: '1.0.0', d`, `version: '1.7.3', d`)],
    ['comments and layout change', edited('cat.ts', 'const legs', '/* not\n wings */\n\n/*! law */ const   legs')],
    ['quotes, brackets and commas change', edited('cat.ts', `'purrs' }`, `"purrs", }`)],
    ['a type changes', edited('cat.ts', 'age: number = 0', 'age: number | undefined = 0')],
    ['a module changes that only types come from', edited('food.ts', 'fish', 'fish and chips')],
  ])('when %s', async (_, changes) => {
    expect(await changedBy(changes)).toEqual([])
  })

  test('when what the bundler calls things depends on the other modules', async () => {
    const namesake = {
      'other.ts': `import { Actor, actor } from '@instar/core'\nexport const legs = 3, older = 1
@actor({ version: '1.0.0' }) export class Crow extends Actor {}`,
    }
    expect(await changedBy({}, { ...base, ...namesake })).toEqual([])
    const alone = await classesOf(base)
    const together = await classesOf({ ...base, ...namesake }, { entries: ['other.ts', 'cat.ts'] })
    expect(together['Cat']!.hash).toBe(alone['Cat']!.hash)
  })

  test('when another class is added to its module', async () => {
    const text = `${base['cat.ts']}@actor({ version: '1.0.0' }) export default class Mouse extends Actor {}\n`
    expect(await changedBy({ 'cat.ts': text })).toEqual(['Mouse'])
  })

  test('when its superclass, in another module, changes, which has a version of its own', async () => {
    const files = {
      'animal.ts': `import { Actor, actor, request } from '@instar/core'\nimport { air } from './air.js'
@actor({ version: '1.0.0' }) export class Animal extends Actor { @request() breathe(): string { return air } }`,
      'air.ts': `export const air = 'fresh'`,
      'cat.ts': `import { actor } from '@instar/core'\nimport { Animal } from './animal.js'
@actor({ version: '1.0.0' }) export class Cat extends Animal {}`,
    }
    expect(
      await changedBy({ 'animal.ts': files['animal.ts'].replace('return air', 'return air + air') }, files),
    ).toEqual(['Animal'])
    expect(await changedBy({ 'air.ts': `export const air = 'stale'` }, files)).toEqual(['Animal'])
  })
})

test('what is around a class counts for those who import that, not for those who import the class alone', async () => {
  const animal = (paws: number) => `import { Actor, actor } from '@instar/core'\nconst paws = ${paws}
@actor({ version: '1.0.0' }) export default class Animal extends Actor { count() { return paws } }
export { Animal as Beast, paws }`
  const cat = (imports: string) => `import { Actor, actor } from '@instar/core'\n${imports}
@actor({ version: '1.0.0' }) export class Cat extends Actor { all() { return [Animal, paws] } }`
  const changed = (imports: string) =>
    changedBy({ 'animal.ts': animal(2) }, { 'animal.ts': animal(4), 'cat.ts': cat(imports) })
  expect(await changed(`import Animal, { Beast as paws } from './animal.js'`)).toEqual(['Animal'])
  expect(await changed(`import Animal, { paws } from './animal.js'`)).toEqual(['Animal', 'Cat'])
  expect(await changed(`import * as Animal from './animal.js'\nconst paws = 1`)).toEqual(['Animal', 'Cat'])
})

describe('the content hash of a class changes', () => {
  test.each([
    ['a method does', edited('cat.ts', '* legs', '+ legs'), ['Cat']],
    ['an option of its decorator does', edited('cat.ts', 'purrs', 'bites'), ['Cat']],
    ['an initial value does', edited('cat.ts', 'number = 0', 'number = 1'), ['Cat']],
    ['what is around it in its module does', edited('cat.ts', 'legs = 4', 'legs = 3'), ['Cat', 'Dog']],
    ['a module that it uses does', edited('years.ts', 'age + step', 'age - step'), ['Cat']],
    ['a module behind that does', edited('step.ts', '1', '2'), ['Cat']],
    ['a module that only another class uses does, for that one alone', edited('voice.ts', 'Upper', 'Lower'), ['Dog']],
  ])('when %s', async (_, changes, names) => {
    expect(await changedBy(changes)).toEqual(names)
  })

  test('when its superclass gets another name in the system', async () => {
    const files = {
      'animal.ts': catSource().replaceAll('Cat', 'Animal'),
      'cat.ts': `import { actor } from '@instar/core'\nimport { Animal } from './animal.js'
@actor({ version: '1.0.0' }) export class Cat extends Animal {}`,
    }
    const renamed = files['animal.ts'].replace(`version:`, `name: 'Beast', version:`)
    expect(await changedBy({ 'animal.ts': renamed }, files)).toContain('Cat')
  })

  test('when data does that its module reads', async () => {
    const files = { 'cat.ts': `${catSource()}import data from './data.json'\nexport { data }`, 'data.json': '[1]' }
    expect(await changedBy({ 'data.json': '[2]' }, files)).toEqual(['Cat'])
  })

  test('when a module does that is imported later, or for its own sake', async () => {
    const files = {
      'cat.ts': `${catSource()}import './first.js'\nexport const later = () => import('./later.js')`,
      'first.ts': 'export * from "./behind.js"',
      'behind.ts': 'export const behind = 1',
      'later.ts': 'export const later = 1',
    }
    expect(await changedBy({ 'behind.ts': 'export const behind = 2' }, files)).toEqual(['Cat'])
    expect(await changedBy({ 'later.ts': 'export const later = 2' }, files)).toEqual(['Cat'])
  })

  test('when modules import each other in a circle, and the far one does', async () => {
    const files = {
      'cat.ts': `${catSource().replace('this.age }', 'far() }')}import { far } from './far.js'\nexport const near = 1`,
      'far.ts': `import { near } from './cat.js'\nexport const far = () => near + 1`,
    }
    expect(await changedBy({ 'far.ts': files['far.ts'].replace('+ 1', '+ 2') }, files)).toEqual(['Cat'])
  })

  test('when anything does in the module of a class that a compiler has lowered', async () => {
    const text = `import { Actor, actor } from '@instar/core'
let Cat = class Cat extends Actor {}
actor({ version: '1.0.0' })(Cat)
export { Cat }
export const legs = 4`
    expect(await changedBy({ 'cat.js': text.replace('4', '3') }, { 'cat.js': text }, ['cat.js'])).toEqual(['Cat'])
  })
})

test('of two classes, each in a function that makes it, each has its own', async () => {
  const files = {
    'cat.ts': `import { Actor, actor, request } from '@instar/core'
export function makeCat() {
  @actor({ version: '1.0.0' })
  class Cat extends Actor { @request() say(): string { return 'meow' } }
  return Cat
}
export const Cat = makeCat()
export const Dog = (() => {
  @actor({ version: '1.0.0' })
  class Dog extends Actor { @request() say(): string { return 'wau' } }
  return Dog
})()`,
  }
  expect(await changedBy({ 'cat.ts': files['cat.ts'].replace('meow', 'miau') }, files)).toEqual(['Cat'])
  expect(await changedBy({ 'cat.ts': files['cat.ts'].replace('wau', 'wuff') }, files)).toEqual(['Dog'])
})
