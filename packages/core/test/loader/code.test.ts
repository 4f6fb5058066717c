// Loading classes from text. The texts are written as a builder gives them: CommonJS, with a map that leads each line to
// the same line of a source, so that places can be foretold.

import { describe, expect, test } from 'vitest'
import * as core from '../../src/index.js'
import { ActorSystem, type ActorClass, type CodeUnit, isInstarError, loadCode } from '../../src/index.js'

/** Maps each line of a text to the line of `file` that is `shift` further down. */
function mapOf(text: string, file: string, shift = 0): string {
  const lines = text.split('\n').length
  const first = `AA${vlq(shift)}A`
  return JSON.stringify({ version: 3, names: [], sources: [file], mappings: first + ';AACA'.repeat(lines - 1) })
}

function vlq(n: number): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const low = (n << 1) & 31
  const rest = n >> 4
  return rest === 0 ? digits[low]! : digits[low | 32]! + digits[rest]!
}

const head = `'use strict'; const { Actor, actor, attribute, request } = require('@instar/core')`

function catText(version: string, body = ''): string {
  return `${head}
let Cat = class Cat extends Actor {
  getAge() { return this.age }
  hiss() {
    throw new Error('hiss of ${version}')
  }
}
attribute({ initial: 3 })(Cat.prototype, 'age')
request()(Cat.prototype, 'getAge', {})
request()(Cat.prototype, 'hiss', {})
actor({ version: '${version}' })(Cat)
${body}
exports.Cat = Cat`
}

function load(text: string, unit: Partial<CodeUnit> = {}) {
  return loadCode({ name: 'cats', text, map: mapOf(text, 'src/cat.ts', 100), ...unit }, (specifier) => {
    if (specifier === '@instar/core') return core
    throw new Error(`no package ${specifier}`)
  })
}

function loadCats(version: string, unit: Partial<CodeUnit> = {}): readonly ActorClass[] {
  return load(catText(version), unit).classes
}

function problemOf(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return isInstarError(error, 'bad-code') ? `${error.message} [${String(error.facts['file'])}]` : error
  }
}

test('code gives all classes that it defines, exported or not, each with its place in the sources', () => {
  const hidden = `;(() => { const Kitten = class Kitten extends Cat {}
  actor({ version: '1.0.0' })(Kitten) })()`
  const { classes, exports, places, effects } = load(catText('1.0.0', hidden))
  expect(classes.map(({ name }) => name)).toEqual(['Cat', 'Kitten'])
  expect(Object.keys(exports)).toEqual(['Cat'])
  expect(places).toEqual({ Cat: { file: 'src/cat.ts', line: 111 }, Kitten: { file: 'src/cat.ts', line: 113 } })
  expect(effects).toEqual([])
})

test('looking at code touches nothing: a system knows its classes once they are upgraded to', async () => {
  await using system = await ActorSystem.start()
  const [One] = loadCats('1.0.0')
  const tom = await system.spawn<new () => core.Actor & { getAge(): number }>(One as never)
  const Two = loadCats('2.0.0', { hashes: { Cat: 'b' } })
  expect(system.classes.map(({ name, version }) => `${name} ${version}`)).toEqual(['Cat 1.0.0'])
  expect((await system.upgrade(Two)).outcome).toBe('committed')
  expect(system.describe('Cat').version).toBe('2.0.0')
  expect(await tom.getAge()).toBe(3)
})

test('stack traces show file and line of the version that ran, side by side', async () => {
  await using system = await ActorSystem.start()
  const texts = ['1.0.0', '2.0.0'].map((version) => catText(version))
  const traces: string[] = []
  for (const [at, text] of texts.entries()) {
    const { classes } = load(text, { map: mapOf(text, `src/cat-${at}.ts`, 100 * at) })
    await system.upgrade(classes)
    const tom = await system.spawn<new () => core.Actor & { hiss(): void }>('Cat')
    traces.push(String(((await tom.hiss().catch((error: unknown) => error)) as Error).stack))
  }
  expect(traces[0]).toMatch(/^Error: hiss of 1.0.0\n +at .*hiss.*\(src\/cat-0.ts:5:\d+\)\n/)
  expect(traces[1]).toMatch(/^Error: hiss of 2.0.0\n +at .*hiss.*\(src\/cat-1.ts:105:\d+\)\n/)
})

describe('code that cannot be loaded is refused with file and line', () => {
  test.each([
    ['a syntax error', `${head}\nconst = 1`, 'Unexpected token', 102],
    ['a module that throws', `${head}\n\nnull.x`, 'Cannot read properties of null', 103],
    ['a package that is not there', `${head}\nrequire('nowhere')`, 'no package nowhere', 102],
  ])('%s', (_, text, problem, line) => {
    const said = problemOf(() => load(text))
    expect(said).toContain(`cats could not be loaded: ${problem}`)
    expect(said).toContain(`(src/cat.ts:${line}). Nothing has changed. [src/cat.ts]`)
  })

  test('without a map, by the line of the text', () => {
    expect(problemOf(() => loadCode({ name: 'x', text: '\n\nthrow 3' }, () => ({})))).toBe(
      'x could not be loaded: 3. Nothing has changed. [undefined]',
    )
    expect(problemOf(() => loadCode({ name: 'x', text: '\n\nthrow Error("no")' }, () => ({})))).toMatch(
      /^x could not be loaded: no \(actor:x#\d+:3\)/,
    )
  })
})

test('what a module does beside defining is told with its place: timers, listeners, open handles', () => {
  const timers: { clear?: () => void } = {}
  const text = catText(
    '1.0.0',
    "require('effects')()\nprocess.on('instar-test', () => {})\nclearTimeout(setTimeout(() => {}, 9))",
  )
  const { effects } = loadCode({ name: 'cats', text, map: mapOf(text, 'src/cat.ts') }, (specifier) => {
    if (specifier === '@instar/core') return core
    return () => {
      const timer = setTimeout(() => {}, 60_000)
      timers.clear = () => clearTimeout(timer)
    }
  })
  timers.clear!()
  process.removeAllListeners('instar-test')
  expect(effects).toEqual([
    { what: 'Timeout', place: { file: 'src/cat.ts', line: 12 } },
    { what: 'listener of the process for instar-test', place: { file: 'src/cat.ts', line: 13 } },
  ])
})

describe('the hash of the sources stands for the content', () => {
  async function planOf(running: readonly ActorClass[], next: readonly ActorClass[]) {
    await using system = await ActorSystem.start()
    system.register(...running)
    const { changes, defects, warnings } = system.plan(next)
    return { kinds: changes.map(({ kind }) => kind), defects, warnings }
  }

  test('B6: equal hashes are an unchanged class, whatever its text', async () => {
    const other = load(catText('1.0.0', 'const unused = 1'), { hashes: { Cat: 'a' } }).classes
    const plan = await planOf(loadCats('1.0.0', { hashes: { Cat: 'a' } }), other)
    expect(plan).toEqual({ kinds: ['unchanged'], defects: [], warnings: [] })
  })

  test('a changed class without a version bump is refused with file and line, a bump without change touches nobody', async () => {
    const running = (): readonly ActorClass[] => loadCats('1.0.0', { hashes: { Cat: 'a' } })
    const forgotten = await planOf(running(), loadCats('1.0.0', { hashes: { Cat: 'b' } }))
    expect(forgotten.defects).toEqual([
      'Cat 1.0.0 (src/cat.ts:111): its code has changed, but not its version: give the new code a new version',
    ])
    expect((await planOf(running(), loadCats('1.1.0', { hashes: { Cat: 'a' } }))).kinds).toEqual(['renumbered'])
  })

  test('a class that came with the program is compared by its version and its declarations', async () => {
    const program = (): readonly ActorClass[] => loadCats('1.0.0')
    const same = await planOf(program(), loadCats('1.0.0', { hashes: { Cat: 'b' } }))
    expect(same.kinds).toEqual(['unchanged'])
    expect(same.warnings).toEqual([expect.stringContaining('Cat 1.0.0 came with the program, not from a release')])
    const declared = load(catText('1.0.0', "attribute({ initial: 1 })(Cat.prototype, 'lives')"), {
      hashes: { Cat: 'b' },
    })
    expect((await planOf(program(), declared.classes)).defects).toEqual([
      expect.stringContaining('its code has changed, but not its version'),
    ])
    expect((await planOf(program(), loadCats('1.1.0', { hashes: { Cat: 'b' } }))).kinds).toEqual(['changed'])
  })
})

test('F15: two modules that define one class are told with both places', async () => {
  await using system = await ActorSystem.start()
  const [One] = loadCats('1.0.0')
  const [Two] = loadCats('2.0.0')
  expect(system.plan([One!, Two!]).defects).toEqual([
    'Cat is defined by two classes of the set (src/cat.ts:111) and (src/cat.ts:111): keep one',
  ])
})

test('the version of core is that of its package', async () => {
  const manifest = await import('../../package.json', { with: { type: 'json' } })
  expect(core.coreVersion).toBe(manifest.default.version)
})
