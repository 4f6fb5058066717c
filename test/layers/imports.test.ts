import { describe, expect, test } from 'vitest'
import { outlineOf } from './imports.js'

function importsOf(text: string): readonly string[] {
  return outlineOf(text).imports
}

describe('every way to name a module is found', () => {
  test.for([
    [`import './a.js'`],
    [`import a from "./a.js"`],
    [`import * as a from './a.js'`],
    [`import a, { b as c, type D } from './a.js'`],
    [`import {\n  a, // from './no.js'\n  b,\n} from './a.js'`],
    [`import{a}from'./a.js'`],
    [`import from from './a.js'`],
    [`import { from } from './a.js'`],
    [`import { 'a string' as b } from './a.js'`],
    [`import type { A } from './a.js'`],
    [`import type from './a.js'`],
    [`import data from './a.js' with { type: 'json' }`],
    [`import a = require('./a.js')`],
    [`const a = await import('./a.js')`],
    ['const a = await import(`./a.js`)'],
    [`type A = import('./a.js').A`],
    [`type A = typeof import('./a.js')`],
    [`function f(a: import("./a.js").A<string>): void {}`],
    ['const a = `${await import("./a.js")} and the rest`'],
    [`export * from './a.js'`],
    [`export * as a from './a.js'`],
    [`export type * from './a.js'`],
    [`export { a, type B } from './a.js'`],
    [`export type { A } from './a.js'`],
    [`declare module './a.js' { interface A {} }`],
  ])('%s', ([text]) => {
    expect(importsOf(text!)).toEqual(['./a.js'])
  })
})

describe('what only looks like an import is none', () => {
  test.for([
    [`// import './a.js'`],
    [`/* import './a.js' */`],
    [`const a = "import './a.js'"`],
    ['const a = `import "./a.js"`'],
    ['const a = `${b} import("./a.js")`'],
    [`const a = /import '.a.js'/`],
    [`const a = /["'\`]/, b = "import './a.js'"`],
    [`loader.import('./a.js')`],
    [`const a = { import: './a.js' }`],
    [`const a = import.meta.resolve('./a.js')`],
    [`export const from = './a.js'`],
    [`await import(path)`],
  ])('%s', ([text]) => {
    expect(importsOf(text!)).toEqual([])
  })
})

test('each module is named once, in the order of the text', () => {
  const text = `import { a } from './a.js'\nimport type { B } from './b.js'\nexport { c } from './a.js'`
  expect(importsOf(text)).toEqual(['./a.js', './b.js'])
})

test('reading goes on behind a division, a template and an apostrophe in a comment', () => {
  const text = "const a = (b) / c // don't\nconst d = `${`${{ e: 1 }}`}`\nimport './f.js'"
  expect(importsOf(text)).toEqual(['./f.js'])
})

describe('a barrel', () => {
  test.for([
    [`export * from './a.js'`],
    [`// A comment.\nexport { a } from './a.js';\nexport type { B } from './b.js'`],
    [`import { a } from './a.js'\nexport { a }`],
  ])('is %s', ([text]) => {
    expect(outlineOf(text!).isBarrel).toBe(true)
  })

  test.for([
    [''],
    [`import './a.js'`],
    [`export const a = 1`],
    [`export interface A {}`],
    [`export * from './a.js'\nexport const b = 2`],
    [`const a = 1\nexport { a }`],
    [`export default await import('./a.js')`],
  ])('is not %s', ([text]) => {
    expect(outlineOf(text!).isBarrel).toBe(false)
  })
})
