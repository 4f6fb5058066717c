import { Actor, type ActorClass, actor } from '@instar/core'
import { onTestFinished, describe, expect, test } from 'vitest'
import { buildRelease } from '../../src/build/build.js'
import { build, catSource, defectsOf, writeSources } from './sources.js'

describe('what makes a release unusable, with file, line and column', () => {
  test('a syntax error, in each module that has one', async () => {
    const files = { 'cat.ts': `${catSource()}let a = ;`, 'dog.ts': 'export const = 3' }
    expect(await defectsOf(files, { entries: ['.'] })).toEqual([
      expect.stringMatching(/^cat\.ts:6:9: /) as string,
      expect.stringMatching(/^dog\.ts:1:14: /) as string,
    ])
  })

  test('imports that lead nowhere, all of them, beside what else there is', async () => {
    const files = {
      'cat.ts': `import './nowhere.js'\nexport * from '../nothing.js'\nexport const a = () => import('./never.js')\nexport const b = await 1\n`,
    }
    expect(await defectsOf(files)).toEqual([
      'cat.ts:1:8: ./nowhere.js leads to no file',
      'cat.ts:2:15: ../nothing.js leads to no file',
      'cat.ts:3:31: ./never.js leads to no file',
      'cat.ts:4:18: there is an `await` at the top level, but classes are loaded in one go: move it into a function, such as start()',
    ])
  })

  test('a name that a module does not export', async () => {
    const files = {
      'cat.ts': `import { paw } from './paws.js'\nexport const a = paw`,
      'paws.ts': 'export const claw = 1',
    }
    expect(await defectsOf(files)).toEqual(['cat.ts:1:10: "paw" is not exported by "paws.ts"'])
  })

  test('a package that is not there', async () => {
    const files = { 'cat.ts': `${catSource()}import x from 'no-such-package-at-all'\nexport { x }` }
    expect(await defectsOf(files)).toEqual([
      expect.stringMatching(/^cat\.ts:6:15: no-such-package-at-all: Cannot find package/) as string,
    ])
  })

  test('a question for the file that the code is in', async () => {
    const files = { 'cat.ts': `${catSource()}export const here = import.meta.url` }
    expect(await defectsOf(files)).toEqual([
      'cat.ts:6:21: it asks for import.meta, but a release is in no file: hand the path or the URL over',
    ])
  })

  test('a decorated field whose name would be lost', async () => {
    const files = {
      'cat.ts': catSource().replace('age = 0', `'age' = 0; @attribute() ['legs'] = 4; @attribute() 'name': string`),
    }
    const problem = 'a decorated field with a value needs a plain name: write it without quotes and brackets'
    expect(await defectsOf(files)).toEqual([`cat.ts:3:3: ${problem}`, `cat.ts:3:27: ${problem}`])
  })

  test('a module that throws when it is loaded', async () => {
    const files = { 'cat.ts': `${catSource()}\nconst boom = (): never => {\n  throw new Error('boom')\n}\nboom()` }
    expect(await defectsOf(files)).toEqual(['cat.ts:8: it fails when it is loaded: boom'])
  })

  test('two modules that define one class', async () => {
    const files = { 'a.ts': catSource(), 'b.ts': `\n${catSource('2.0.0')}` }
    const [defect, ...others] = await defectsOf(files, { entries: ['a.ts', 'b.ts'] })
    expect(defect).toContain('Cat is defined by two classes')
    expect(defect).toContain('(a.ts:2) and (b.ts:3)')
    expect(others).toEqual([])
  })

  test('all that the system has against all classes', async () => {
    const files = {
      'cat.ts': `import { Actor, actor, attribute, request } from '@instar/core'
@actor({ version: '1' }) export class Cat extends Actor { #secret = 1 }
@actor({ version: '1.0.0' }) export class Dog extends Actor { @attribute() then = 1 }`,
    }
    const defects = await defectsOf(files)
    expect(defects).toHaveLength(3)
    expect(defects[0]).toMatch(/^Cat \(cat\.ts:2\): its version is "1"/)
    expect(defects[1]).toMatch(/^Cat \(cat\.ts:2\): it has #secret/)
    expect(defects[2]).toMatch(/^Dog \(cat\.ts:3\): then is a reserved name/)
  })

  test('a script without a default export, and one of several files', async () => {
    const files = { 'script.ts': 'export const script = {}', 'b.ts': '' }
    expect(await defectsOf(files, { entries: ['script.ts'], kind: 'script' })).toEqual([
      'script.ts: it has no default export: write `export default defineScript({ ... })`',
    ])
    expect(await defectsOf(files, { entries: ['script.ts', 'b.ts'], kind: 'script' })).toEqual([
      'script.ts, b.ts: an upgrade script is one file: name that one',
    ])
    expect(await defectsOf(files, { entries: ['.'], kind: 'script' })).toHaveLength(1)
  })

  test('entries that are not there, all of them, and folders without sources', async () => {
    const files = { 'notes/readme.md': '' }
    expect(await defectsOf(files, { entries: ['nope.ts', 'no/folder', 'notes'] })).toEqual([
      'nope.ts: there is no such file or folder',
      'no/folder: there is no such file or folder',
      'notes: the folder has no TypeScript or JavaScript in it',
    ])
    expect(await defectsOf(files, { entries: [] })).toHaveLength(1)
    expect(await defectsOf(files, { root: '/no/such/root' })).toEqual([
      '/no/such/root: there is no such folder to build in',
    ])
  })

  test('is told in one error that names the release', async () => {
    const root = await writeSources({ 'cat.ts': 'let a = ;\n' })
    await expect(buildRelease({ entries: ['cat.ts'], name: 'pets', root })).rejects.toMatchObject({
      code: 'bad-build',
      message: expect.stringMatching(/^pets cannot be built:\n {2}- cat\.ts:1:9: /) as string,
    })
  })
})

describe('what only speaks against a release', () => {
  test('a module that does something at load', async () => {
    const { findings } = await build({
      'cat.ts': `${catSource()}import './timer.js'`,
      'timer.ts': `\nconst timer = setInterval(() => {}, 1_000_000)
globalThis.process.once('SIGWINCH', function stop() { clearInterval(timer) })`,
    })
    onTestFinished(() => void process.emit('SIGWINCH'))
    expect(findings).toEqual([
      'timer.ts:2 starts a timer at load: move it into start()',
      'timer.ts:3 adds a listener of the process for SIGWINCH at load: move it into start()',
    ])
  })

  test('an entry without an actor class, though a folder may hold other modules', async () => {
    const files = { 'lib/cat.ts': catSource(), 'lib/years.ts': 'export {}', 'none/years.ts': 'export {}' }
    const { findings } = await build(files, { entries: ['lib', 'lib/years.ts', 'none'] })
    expect(findings).toEqual([
      'lib/years.ts: it brings no actor class when it is loaded',
      'none: none of its modules brings an actor class when it is loaded',
    ])
  })

  test('two copies of a base', async () => {
    const makeAnimal = (): ActorClass => {
      @actor({ version: '1.0.0' })
      class Animal extends Actor {}
      return Animal
    }
    const heir = (name: string, from: string): string => `import { actor } from '@instar/core'
import { Animal } from '${from}'
@actor({ version: '1.0.0' }) export class ${name} extends Animal {}`
    const { findings } = await build(
      { 'cat.ts': heir('Cat', 'pets'), 'dog.ts': heir('Dog', 'pets/again') },
      { entries: ['.'], modules: { pets: { Animal: makeAnimal() }, 'pets/again': { Animal: makeAnimal() } } },
    )
    expect(findings).toEqual([
      'dog.ts:3: Dog extends another copy of Animal than Cat (cat.ts:3): look for a package that is installed twice',
    ])
  })

  test('nothing, when there is nothing', async () => {
    expect((await build({ 'cat.ts': catSource() })).findings).toEqual([])
  })
})
