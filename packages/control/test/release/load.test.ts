import { Actor, ActorSystem, actor, type ActorClass } from '@instar/core'
import { describe, expect, test } from 'vitest'
import { loadRelease, type LoadOptions } from '../../src/release/load.js'
import type { Manifest } from '../../src/release/manifest.js'
import { classOf, classText, prelude, releaseOf } from './samples.js'

/** What speaks against a release of such text. */
async function findingsOf(
  code: string,
  changes: Partial<Manifest> = {},
  options: LoadOptions = {},
): Promise<readonly string[]> {
  return (await loadRelease(releaseOf(changes, prelude + code), options)).findings
}

describe('a release that is loaded', () => {
  test('gives its classes, its exports, and nothing against it', async () => {
    const release = releaseOf()
    const loaded = await loadRelease(release)
    expect(loaded.release).toBe(release)
    expect(loaded.classes.map(({ name }) => name)).toEqual(['Cat'])
    expect(loaded.exports['Cat']).toBe(loaded.classes[0])
    expect(loaded.findings).toEqual([])
  })

  test('gives fresh classes each time, which a system can run', async () => {
    const [first, second] = [await loadRelease(releaseOf()), await loadRelease(releaseOf())]
    expect(first.classes[0]).not.toBe(second.classes[0])
    const system = await ActorSystem.start()
    const Cat = first.classes[0] as unknown as new () => Actor & { hunt(): number }
    expect(await (await system.spawn(Cat)).hunt()).toBe(1)
    await system.stop()
  })

  test('touches no system, not by a class of the same name either', async () => {
    const system = await ActorSystem.start()
    system.register((await loadRelease(releaseOf())).classes[0]!)
    const next = releaseOf(
      { classes: [classOf('Cat', { version: '2.0.0' })] },
      prelude + classText('Cat', { version: '2.0.0' }),
    )
    const { classes } = await loadRelease(next)
    expect(system.classes.find(({ name }) => name === 'Cat')?.version).toBe('1.0.0')
    expect(system.plan(classes).changes.map(({ class: name, from, to }) => [name, from, to])).toEqual([
      ['Cat', '1.0.0', '2.0.0'],
    ])
    await system.stop()
  })

  test('takes the content hashes of its classes from the manifest', async () => {
    const system = await ActorSystem.start()
    system.register((await loadRelease(releaseOf())).classes[0]!)
    const planOf = async (hash: string) =>
      system.plan((await loadRelease(releaseOf({ classes: [classOf('Cat', { hash })] }))).classes)
    expect((await planOf('0123456789abcdef')).defects).toEqual([])
    expect((await planOf('fedcba9876543210')).defects).toEqual([expect.stringContaining('Cat 1.0.0')])
    await system.stop()
  })

  test('may have several versions of a class when it is a script, each with a content of its own', async () => {
    const classes = ['1.0.0', '2.0.0'].map((version, i) => classOf('Cat', { version, hash: `${i}`.repeat(16) }))
    const code = `;(() => { ${classText('Cat')} })();${classText('Cat', { version: '2.0.0' }).replace('return 1', 'return 2')}`
    const loaded = await loadRelease(releaseOf({ kind: 'script', classes }, prelude + code))
    expect(loaded.findings).toEqual([])
    const system = await ActorSystem.start()
    system.register(loaded.classes[0]!)
    expect(system.plan([loaded.classes[1]!]).changes[0]?.kind).toBe('changed')
    await system.stop()
  })

  test('reads packages as the bundle has them: default, names, and the namespace', async () => {
    const code = `const zoo = require('zoo'); exports.found = [zoo.default, zoo.name, zoo.__esModule, Object.keys(zoo)]`
    const release = releaseOf({ classes: [], packages: ['zoo'] }, code)
    const { exports } = await loadRelease(release, { modules: { zoo: { default: 1, name: 2 } } })
    expect(exports['found']).toEqual([1, 2, true, ['default', 'name']])
  })
})

describe('a release that cannot be used', () => {
  test('because it was built for another core is refused with both versions', async () => {
    await expect(loadRelease(releaseOf({ core: '7.1.0' }))).rejects.toMatchObject({
      code: 'other-core',
      message: expect.stringMatching(
        /^zoo does not fit .*\n {2}- it was built against 7\.1\.0 \(7\.x\), and 0\.1\.\d+ /,
      ),
    })
  })

  test('because it imports what its manifest does not name is refused', async () => {
    await expect(loadRelease(releaseOf({}, "require('node:fs')"))).rejects.toMatchObject({
      code: 'bad-code',
      message: expect.stringContaining('zoo imports node:fs, which its manifest does not name'),
      cause: { code: 'unlisted-package' },
    })
  })

  test.each([
    ['is no JavaScript', 'const cat = = 1', "Unexpected token '='"],
    ['throws', '\n\nthrow new Error("no cat")', 'no cat'],
  ])('because it %s is refused with file and line', async (_, code, problem) => {
    const failing = loadRelease(releaseOf({}, code))
    await expect(failing).rejects.toMatchObject({ code: 'bad-code', message: expect.stringContaining(problem) })
    await expect(failing).rejects.toThrow(/zoo@[0-9a-f]{8}/)
  })

  test.each(['', '{"version":3,"sources":[],"mappings":""}', '{"version":3,"sources":["a.ts"],"mappings":"????;%"}'])(
    'is not one whose source map leads nowhere: %j',
    async (map) => {
      const loaded = await loadRelease(releaseOf({}, prelude + classText('Cat'), map))
      expect(loaded.classes).toHaveLength(1)
      const Cat = loaded.exports['Cat'] as { prototype: { hunt(): number } }
      expect(Cat.prototype.hunt()).toBe(1)
      await expect(loadRelease(releaseOf({}, 'throw new Error("odd")', map))).rejects.toMatchObject({
        code: 'bad-code',
      })
    },
  )
})

describe('a manifest that lies', () => {
  test('about a version is told', async () => {
    expect(await findingsOf(classText('Cat', { version: '1.0.1' }))).toEqual([
      expect.stringMatching(
        /:\d+: the code defines Cat 1\.0\.1, but the manifest has 1\.0\.0: build the release again$/,
      ),
    ])
  })

  test('by hiding a class is told', async () => {
    expect(await findingsOf(classText('Cat') + classText('Dog'))).toEqual([
      expect.stringMatching(/:\d+: the code defines Dog 1\.0\.0, but the manifest does not have it: build/),
    ])
  })

  test('by a class that does not come out is told, with its place', async () => {
    expect(await findingsOf('', { classes: [classOf('Cat', { line: 12 })] })).toEqual([
      'src/cat.ts:12: Cat 1.0.0 is in the manifest, but the code does not define it: build the release again',
    ])
  })
})

describe('a module that does more than define', () => {
  test('is told for its timer and its listener, with file and line of the source', async () => {
    const code = `globalThis.ticking = setInterval(() => {}, 1e6)\nprocess.on('SIGUSR2', globalThis.heard = () => {})\n`
    const map = JSON.stringify({ version: 3, names: [], sources: ['src/cat.ts'], mappings: 'AAAA;AACA;AACA;AACA' })
    const held = globalThis as { ticking?: NodeJS.Timeout; heard?: () => void }
    const { findings } = await loadRelease(releaseOf({ classes: [] }, code, map))
    clearInterval(held.ticking)
    process.off('SIGUSR2', held.heard!)
    expect(findings).toEqual([
      'src/cat.ts:1 starts a timer at load: move it into start()',
      'src/cat.ts:2 adds a listener of the process for SIGUSR2 at load: move it into start()',
    ])
  })
})

describe('a class that extends another copy of a base', () => {
  function mammalOf(base: abstract new () => object = Actor): ActorClass {
    class Mammal extends base {}
    actor({ version: '1.0.0' })(Mammal)
    return Mammal as ActorClass
  }

  const heirs = (one: string, other: string) => classText('Cat', { base: one }) + classText('Dog', { base: other })
  const classes = ['Cat', 'Dog'].map((name) => classOf(name))
  const packages = ['@instar/core', 'zoo', 'pets']

  test('of a package is no finding while there is one copy of it', async () => {
    const Mammal = mammalOf()
    const modules = { zoo: { Mammal }, pets: { Mammal } }
    const code = heirs(`require('zoo').Mammal`, `require('pets').Mammal`)
    expect(await findingsOf(code, { classes, packages }, { modules })).toEqual([])
  })

  test('is told when two packages have two copies of it', async () => {
    const modules = { zoo: { Mammal: mammalOf() }, pets: { Mammal: mammalOf() } }
    const code = heirs(`require('zoo').Mammal`, `require('pets').Mammal`)
    expect(await findingsOf(code, { classes, packages }, { modules })).toEqual([
      expect.stringMatching(
        /: Dog extends another copy of Mammal than Cat \(.+:\d+\): look for a package that is installed twice/,
      ),
    ])
  })

  test('is told of a trait as of a superclass', async () => {
    const modules = { zoo: { Mammal: mammalOf() }, pets: { Mammal: mammalOf() } }
    const code =
      classText('Cat', { base: `require('zoo').Mammal` }) +
      classText('Dog', { options: `traits: [require('pets').Mammal]` })
    expect(await findingsOf(code, { classes, packages }, { modules })).toHaveLength(1)
  })

  test('is told when the release has the base itself, and extends that of a package', async () => {
    const modules = { zoo: { Mammal: mammalOf() }, pets: {} }
    const code = classText('Mammal') + classText('Cat', { base: `require('zoo').Mammal` })
    const listed = ['Mammal', 'Cat'].map((name) => classOf(name))
    expect(await findingsOf(code, { classes: listed, packages }, { modules })).toEqual([
      expect.stringMatching(
        /: Cat extends another copy of Mammal than the one of the release \(.+:\d+\): import both by the same path/,
      ),
    ])
    const right = classText('Mammal') + classText('Cat', { base: 'exports.Mammal' })
    expect(await findingsOf(right, { classes: listed, packages }, { modules })).toEqual([])
  })

  test('is no finding for a class of a package whose base has been upgraded by a release meanwhile', async () => {
    const system = await ActorSystem.start()
    const Mammal = mammalOf()
    class Pet extends Mammal {}
    actor({ version: '1.0.0' })(Pet)
    system.register(Pet as ActorClass)
    const mammal = (version: string) => ({
      classes: [classOf('Mammal', { version, hash: `${version.slice(0, 1)}`.repeat(16) }), classOf('Cat')],
      packages: ['@instar/core', 'pets'],
    })
    const code = (version: string) =>
      prelude + classText('Mammal', { version }) + classText('Cat', { base: `require('pets').Pet` })
    for (const version of ['2.0.0', '3.0.0']) {
      const loaded = await loadRelease(releaseOf(mammal(version), code(version)), { modules: { pets: { Pet } } })
      expect(loaded.findings).toEqual([])
      expect((await system.upgrade(loaded.classes)).outcome).toBe('committed')
    }
    await system.stop()
  })

  test('is told of an Actor of another copy of core, itself or behind a class of a package', async () => {
    const other = { Actor: class Actor {} }
    const modules = { zoo: { Mammal: mammalOf(other.Actor) }, pets: { ...other } }
    const code = heirs(`require('zoo').Mammal`, `require('pets').Actor`)
    expect(await findingsOf(code, { classes, packages }, { modules })).toEqual([
      expect.stringContaining(
        ': Cat extends Mammal, which is of another copy of @instar/core than the one that runs: install',
      ),
      expect.stringContaining(
        ': Dog extends the Actor of another copy of @instar/core than the one that runs: install',
      ),
    ])
  })

  test('leaves a class that extends no Actor at all to the plan', async () => {
    const code = classText('Cat', { base: 'Object' })
    expect(await findingsOf(code)).toEqual([])
  })
})
