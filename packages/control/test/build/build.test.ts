import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { ActorSystem, type ActorClass } from '@instar/core'
import { describe, expect, test } from 'vitest'
import { buildRelease } from '../../src/build/build.js'
import { loadRelease } from '../../src/release/load.js'
import type { Release } from '../../src/release/release.js'
import { build, catSource, classesOf, writeSources } from './sources.js'

const zoo = {
  'src/animal.ts': `
import { Actor, actor, attribute, oneway, type Oneway } from '@instar/core'
import { older } from './shared/years.js'
@actor({ version: '1.0.0', description: 'lives' })
export class Animal extends Actor {
  @attribute({ description: 'in years' }) age: number = 0
  @oneway() declareBirthday(): Oneway { this.age = older(this.age) }
}
`,
  'src/cat.ts': `
import { actor, attribute, migration, request, staticMethod, drop } from '@instar/core'
import { Animal } from './animal.js'
@actor({ version: '2.1.0', migrations: [migration('1.0.0', drop('colour')), migration('2.0.0')] })
export class Cat extends Animal {
  @attribute({ initial: 9 }) lives!: number
  @request({ const: true }) async say(what: string, times = 1): Promise<string> { return what.repeat(times) + this.lives }
  @staticMethod() static lifeExpectancy() { return 20 }
}
`,
  'src/shared/years.ts': `export const older = (age: number): number => age + 1`,
}

/** The files that the source map of a release leads to. */
function mappedSources({ map }: Release): string[] {
  const { sections } = JSON.parse(map) as {
    readonly sections: readonly { readonly map: { readonly sources: string[] } }[]
  }
  return sections.flatMap((section) => section.map.sources).toSorted()
}

describe('a release', () => {
  test('says in its manifest what its classes declare, with types as they are written', async () => {
    const { release, findings } = await build(zoo, { entries: ['src'] })
    expect(findings).toEqual([])
    expect(release.manifest).toMatchObject({ name: 'src', kind: 'classes', packages: ['@instar/core'] })
    expect(release.manifest.sources.map(({ file }) => file)).toEqual(Object.keys(zoo))
    expect(release.manifest.classes).toEqual([
      {
        name: 'Animal',
        version: '1.0.0',
        description: 'lives',
        superclass: null,
        traits: [],
        lineage: ['Animal'],
        attributes: [{ name: 'age', type: 'number', hasInitial: false, description: 'in years' }],
        methods: [{ name: 'declareBirthday', kind: 'oneway', isConst: false, signature: '(): Oneway' }],
        migrations: [],
        hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        file: 'src/animal.ts',
        line: 4,
      },
      {
        name: 'Cat',
        version: '2.1.0',
        superclass: 'Animal',
        traits: [],
        lineage: ['Cat', 'Animal'],
        attributes: [{ name: 'lives', type: 'number', hasInitial: true }],
        methods: [
          { name: 'say', kind: 'request', isConst: true, signature: '(what: string, times?: number): Promise<string>' },
          { name: 'lifeExpectancy', kind: 'static', isConst: false, signature: '()' },
        ],
        migrations: ['1.0.0', '2.0.0'],
        hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        file: 'src/cat.ts',
        line: 4,
      },
    ])
  })

  test('runs: its classes live in a system, and share the modules of the release', async () => {
    const { release } = await build(zoo, { entries: ['src/cat.ts', 'src/animal.ts'] })
    const { classes, findings } = await loadRelease(release)
    expect(findings).toEqual([])
    await using system = await ActorSystem.start()
    system.register(...classes)
    const tom = await system.spawn<ActorClass & (new () => never)>('Cat')
    const cat = tom as unknown as { declareBirthday(): void; say(what: string): Promise<string>; pid: never }
    cat.declareBirthday()
    expect(await cat.say('meow')).toBe('meow9')
    expect(system.getState(tom)).toEqual({ age: 1, lives: 9 })
  })

  test('is the same, byte by byte, wherever its sources are', async () => {
    const here = await writeSources(zoo)
    const there = join(await writeSources({}), 'deep/below')
    await cp(here, there, { recursive: true })
    const a = await buildRelease({ entries: ['src'], root: here })
    const b = await buildRelease({ entries: [join(there, 'src')], root: there })
    expect(b.release).toEqual(a.release)
    expect(JSON.stringify(a.release)).not.toContain(here)
    expect(mappedSources(a.release)).toEqual(['src/animal.ts', 'src/cat.ts', 'src/shared/years.ts'])
  })

  test('does not depend on settings that lie around', async () => {
    const files = { 'cat.ts': `${catSource()}import { paws } from './paws.js'`, 'paws.ts': 'export const paws = 4' }
    const settings = { 'tsconfig.json': `{ "compilerOptions": { "verbatimModuleSyntax": true, "target": "es2015" } }` }
    expect((await build({ ...files, ...settings })).release).toEqual((await build(files)).release)
  })

  test('may be built of files outside of its root, which keep paths from there', async () => {
    const root = await writeSources({
      'shared/help.ts': 'export const two = 2',
      'app/cat.ts': `${catSource()}import '../shared/help.js'`,
    })
    const { release } = await buildRelease({ entries: ['cat.ts'], root: join(root, 'app') })
    expect(release.manifest.sources.map(({ file }) => file)).toEqual(['../shared/help.ts', 'cat.ts'])
    expect(mappedSources(release)).toEqual(['../shared/help.ts', 'cat.ts'])
    expect(JSON.stringify(release)).not.toContain(root)
  })

  test('of a whole root does not have the name of the folder that this happens to be in', async () => {
    const { release } = await build({ 'cat.ts': catSource() }, { entries: ['.'] })
    expect(release.manifest.name).toBe('release')
  })

  test('has its own modules inside, and packages outside, whichever way they are imported', async () => {
    const { release } = await build({
      'cat.ts': `${catSource()}
import { sep } from 'node:path'
import type { Socket } from 'node:net'
export * from './paws.js'
export const later = () => import('node:zlib')
export const s: [string, Socket?] = [sep]`,
      'paws.ts': `export const paws = 4; export const data = () => import('./data.json')`,
      'data.json': '{ "claws": 18 }',
    })
    expect(release.manifest.packages).toEqual(['@instar/core', 'node:path', 'node:zlib'])
    const { exports } = await loadRelease(release)
    const { paws, later, data } = exports['m0'] as Record<string, never>
    expect(paws).toBe(4)
    expect(await (later as () => Promise<object>)()).toHaveProperty('gzipSync')
    expect(await (data as () => Promise<object>)()).toHaveProperty('default', { claws: 18 })
  })

  test('has packages from the running process even where it imports them later', async () => {
    const pets = { owner: 'Ada' }
    const files = { 'cat.ts': `${catSource()}export const later = () => import('no-such-package/pets')` }
    const { release } = await build(files, { modules: { 'no-such-package/pets': pets } })
    const { exports } = await loadRelease(release, { modules: { 'no-such-package/pets': pets } })
    expect(await (exports['m0'] as { later(): Promise<object> }).later()).toHaveProperty('owner', 'Ada')
  })

  test('shows file and line of the source when a method throws', async () => {
    const { release } = await build({ 'cat.ts': catSource('1.0.0', `\n    throw new Error('ouch')\n`) })
    const { classes } = await loadRelease(release)
    await using system = await ActorSystem.start()
    const cat = system.passive(classes[0] as new () => never) as { getAge(): number }
    expect(() => cat.getAge()).toThrow(
      expect.objectContaining({ stack: expect.stringContaining('cat.ts:5:') as string }),
    )
  })

  test('is built from JavaScript too, where no types are known', async () => {
    const { Cat } = await classesOf({ 'cat.js': catSource().replace('): number', ')') }, { entries: ['cat.js'] })
    expect(Cat).toMatchObject({
      attributes: [{ name: 'age', type: null, hasInitial: false }],
      methods: [{ name: 'getAge', signature: null, isConst: true }],
      file: 'cat.js',
      line: 2,
    })
  })

  test('is built from what a compiler has lowered', async () => {
    const lowered = `
import { Actor, actor, attribute, request } from '@instar/core'
const __decorate = (decorators, target, key, d) => {
  for (const decorate of decorators.reverse()) decorate(target, key, d ?? undefined)
  return target
}
let Cat = class Cat extends Actor {
  constructor() { super(); this.age = 0 }
  getAge() { return this.age }
}
__decorate([attribute({ initial: 3 })], Cat.prototype, 'age')
__decorate([request()], Cat.prototype, 'getAge', null)
Cat = __decorate([actor({ version: '1.0.0' })], Cat)
export { Cat }
`
    const { Cat } = await classesOf({ 'cat.js': lowered }, { entries: ['cat.js'] })
    expect(Cat).toMatchObject({
      version: '1.0.0',
      attributes: [{ name: 'age', type: null, hasInitial: true }],
      methods: [{ name: 'getAge', kind: 'request' }],
      file: 'cat.js',
      line: 13,
    })
  })
})

describe('a script', () => {
  const twoVersions = {
    'a.ts': catSource('1.0.0'),
    'b.ts': catSource('2.0.0', 'return this.age + 1'),
    'script.ts': `import { Cat as A } from './a.js'\nimport { Cat as B } from './b.js'\nexport default { classes: [A, B] }`,
  }

  test('may bring several versions of a class, each with its own hash and place', async () => {
    const { release } = await build(twoVersions, { entries: ['script.ts'], kind: 'script' })
    const listed = release.manifest.classes.map(({ name, version, file }) => `${name} ${version} ${file}`)
    expect(listed).toEqual(['Cat 1.0.0 a.ts', 'Cat 2.0.0 b.ts'])
    expect(new Set(release.manifest.classes.map(({ hash }) => hash)).size).toBe(2)
    expect(release.manifest).toMatchObject({ name: 'script', kind: 'script' })
  })

  test('is written with what this package has for it, wherever the script is', async () => {
    const script = `
import { defineScript, upgrade } from '@instar/control'
import { Cat } from './cat.js'
export default defineScript({ name: 'care', steps: [upgrade(Cat)] })`
    const files = { 'cat.ts': catSource('2.0.0'), 'script.ts': script }
    const { release } = await build(files, { entries: ['script.ts'], kind: 'script' })
    const { exports } = await loadRelease(release)
    expect(exports['m0']).toHaveProperty('default.name', 'care')
  })

  test('may make classes of one name and version, and knows them by their place', async () => {
    const make = (field: string): string => `
(() => {
  @actor({ version: '1.0.0' })
  class Cat extends Actor { @attribute() ${field} = 1 }
  return Cat
})()`
    const { release } = await build(
      {
        'script.ts': `import { Actor, actor, attribute } from '@instar/core'
export default [${make('height')}, ${make('size')}]`,
      },
      { entries: ['script.ts'], kind: 'script' },
    )
    const [a, b] = release.manifest.classes
    expect([a!.line, b!.line]).toEqual([4, 9])
    expect([a!.attributes[0], b!.attributes[0]]).toMatchObject([
      { name: 'height', type: 'number' },
      { name: 'size', type: 'number' },
    ])
    expect(a!.hash).not.toBe(b!.hash)
  })

  test('needs no class, and nothing is said about that', async () => {
    const { findings } = await build({ 'script.ts': 'export default {}' }, { entries: ['script.ts'], kind: 'script' })
    expect(findings).toEqual([])
  })
})

test('versions can be given in place of those that are written, and change nothing else', async () => {
  const files = { 'cat.ts': catSource('1.0.0') }
  const written = await classesOf(files)
  const raised = await classesOf(files, { versions: { Cat: '1.0.7', Dog: '3.0.0' } })
  expect(raised['Cat']).toEqual({ ...written['Cat'], version: '1.0.7' })
})
