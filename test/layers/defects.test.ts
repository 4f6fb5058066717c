import { describe, expect, test } from 'vitest'
import { defectsOfCore, defectsOfGuests } from './defects.js'

const rooms = [['index'], ['testing'], ['top'], ['left', 'right'], ['base']]

function inCore(files: Record<string, string>): string[] {
  return defectsOfCore(new Map(Object.entries(files)), rooms)
}

describe('in core', () => {
  test('a step down, a neighbour in the same room and a foreign package are fine', () => {
    const defects = inCore({
      'index.ts': `export { a } from './top/a.js'`,
      'testing/index.ts': `export { a } from '../top/a.js'`,
      'top/a.ts': `import 'rxjs'\nimport { b } from './b.js'\nimport type { C } from '../base/c.js'\nexport const a = b`,
      'top/b.ts': `export const b = 1`,
      'base/c.ts': `export interface C {}`,
    })
    expect(defects).toEqual([])
  })

  test('a step up is a defect, even of a type', () => {
    const top = { 'top/a.ts': 'export interface A {}' }
    expect(inCore({ ...top, 'base/b.ts': `import type { A } from '../top/a.js'\nlet a: A` })).toEqual([
      'up: base/b.ts -> top/a.ts',
    ])
    expect(inCore({ ...top, 'base/b.ts': `let a: import('../top/a.js').A` })).toEqual(['up: base/b.ts -> top/a.ts'])
  })

  test('a step sideways is a defect', () => {
    const defects = inCore({ 'left/a.ts': `import '../right/b.js'`, 'right/b.ts': 'let b' })
    expect(defects).toEqual(['sideways: left/a.ts -> right/b.ts'])
  })

  test('a folder that the law does not know is a defect', () => {
    expect(inCore({ 'attic/a.ts': 'let a' })).toEqual(['no room: attic/a.ts'])
  })

  test('a circle is a defect, also inside one room and by types', () => {
    const defects = inCore({
      'base/a.ts': `import type { B } from './b.js'\nlet b: B`,
      'base/b.ts': `import { c } from './c.js'\nc()`,
      'base/c.ts': `import { a } from './a.js'\na()`,
    })
    expect(defects).toEqual(['circle: base/a.ts -> base/b.ts -> base/c.ts -> base/a.ts'])
  })

  test('a barrel that is no door is a defect', () => {
    const defects = inCore({ 'top/index.ts': `export * from '../base/a.js'`, 'base/a.ts': 'export const a = 1' })
    expect(defects).toEqual(['barrel: top/index.ts'])
  })

  test('an import that leaves the sources is a defect', () => {
    const defects = inCore({ 'base/a.ts': `import '../../test/b.js'\nimport '@instar/classes'` })
    expect(defects).toEqual([
      'out of the sources: base/a.ts -> ../test/b.ts',
      'out of the sources: base/a.ts -> @instar/classes',
    ])
  })

  test("going out and in again by the package's own door is a step up", () => {
    const defects = inCore({ 'index.ts': 'export const a = 1', 'base/a.ts': `import { a } from '@instar/core'\na()` })
    expect(defects).toEqual(['up: base/a.ts -> index.ts'])
  })
})

describe('in the other packages', () => {
  function inGuest(text: string): string[] {
    return defectsOfGuests(new Map([['classes/src/a.ts', text]]))
  }

  test('the doors and relative imports of their own are fine', () => {
    expect(inGuest(`import '@instar/core'\nimport '@instar/core/testing'\nimport './b.js'`)).toEqual([])
  })

  test.for([['@instar/core/dist/base/ids.js'], ['@instar/core/src/index.ts'], ['../../core/src/index.js']])(
    'a way past the doors is a defect: %s',
    ([specifier]) => {
      expect(inGuest(`import type { A } from '${specifier}'`)).toEqual([
        `past the door: classes/src/a.ts -> ${specifier}`,
      ])
    },
  )
})
