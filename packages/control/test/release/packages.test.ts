import * as core from '@instar/core'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPackages, type PackageOptions } from '../../src/release/packages.js'
import { asRequired } from '../../src/release/required.js'
import { manifestOf } from './samples.js'

let folder: string

async function write(name: string, text: string): Promise<void> {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'instar-packages-')))
  const doors = '{ "type": "module", "exports": { "import": "./index.js", "require": "./wrong.cjs" } }'
  await write('app/node_modules/modern/package.json', doors)
  await write(
    'app/node_modules/modern/index.js',
    'export let n = 0; export const add = () => { n += 1 }; export default "m"',
  )
  await write('app/node_modules/modern/wrong.cjs', 'throw new Error("this is for require")')
  await write('app/node_modules/old/index.js', 'module.exports = { one: 1 }; exports.two = 2')
  await write(
    'app/node_modules/lowered/index.js',
    'exports.__esModule = true; exports.default = "d"; exports.three = 3',
  )
  await write('app/node_modules/broken/index.js', 'throw new Error("it is broken")')
  await write('app/node_modules/@instar/core/index.js', 'module.exports = { isAnother: true }')
  await write('app/src/main.js', '')
  await write('other/node_modules/modern/index.js', 'module.exports = "of another application"')
  await symlink(join(folder, 'app'), join(folder, 'link'), 'junction')
  await mkdir(join(folder, 'bin'))
  await symlink(join(folder, 'app/src/main.js'), join(folder, 'bin/main.js'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What `require` gives for one package. */
async function required(specifier: string, options: PackageOptions = {}): Promise<Record<string, unknown>> {
  const manifest = manifestOf({ packages: [specifier] })
  const packages = await importPackages(manifest, { base: join(folder, 'app'), ...options })
  expect([...packages.keys()]).toEqual([specifier])
  return packages.get(specifier) as Record<string, unknown>
}

describe('a package of a release', () => {
  test('is the module that an import in the folder gives, by its door for imports', async () => {
    const modern = await required('modern')
    expect({ ...modern }).toEqual({ n: 0, add: expect.any(Function), default: 'm' })
  })

  test('is resolved from a folder, from a file, and from a folder behind a link alike', async () => {
    const { add } = await required('modern')
    for (const base of ['app', 'app/src/main.js', 'app/src', 'link', 'bin/main.js'])
      expect((await required('modern', { base: join(folder, base) }))['add']).toBe(add)
    expect((await required('modern', { base: join(folder, 'other') }))['default']).toBe('of another application')
  })

  test('is read when it is used: what a module changes is seen', async () => {
    const modern = await required('modern')
    const before = modern['n'] as number
    ;(modern['add'] as () => void)()
    expect(modern['n']).toBe(before + 1)
  })

  test('that is CommonJS has its exports as default, as an import has it', async () => {
    expect(await required('old')).toMatchObject({ default: { one: 1 } })
    expect(await required('lowered')).toMatchObject({ default: { default: 'd', three: 3 }, three: 3 })
  })

  test.each(['node:path', 'path'])('may be built in: %s', async (specifier) => {
    const path = await required(specifier)
    expect(path['join']).toBe(join)
    expect((path['default'] as { join: unknown }).join).toBe(join)
  })

  test('may be handed over, and is then not looked for', async () => {
    const modules = { modern: { n: 7 }, 'not-installed': { default: 1 } }
    expect({ ...(await required('modern', { modules })) }).toEqual({ n: 7 })
    expect({ ...(await required('not-installed', { modules })) }).toEqual({ default: 1 })
  })

  test('that is @instar/core is the one that runs, whatever is installed or handed over', async () => {
    const found = await required('@instar/core', { modules: { '@instar/core': { Actor: null } } })
    expect(found['Actor']).toBe(core.Actor)
    expect({ ...found }).toEqual({ ...core })
  })

  test('that is another door of core, or this package, is the one that runs as well', async () => {
    const testing = await import('@instar/core/testing')
    expect((await required('@instar/core/testing'))['startTestSystem']).toBe(testing.startTestSystem)
    const { makeRelease } = await import('../../src/release/text.js')
    expect((await required('@instar/control'))['makeRelease']).toBe(makeRelease)
  })

  test('may be handed over for this package too, by who is just being loaded', async () => {
    const modules = { '@instar/control': { mine: true } }
    expect({ ...(await required('@instar/control', { modules })) }).toEqual({ mine: true })
  })

  test('that cannot be had is told, with all others and the reasons', async () => {
    const manifest = manifestOf({ packages: ['modern', 'absent', 'broken', 'node:absent'] })
    await expect(importPackages(manifest, { base: join(folder, 'app') })).rejects.toMatchObject({
      code: 'missing-packages',
      message: expect.stringContaining('zoo imports packages that the running process does not have:\n  - absent: '),
      facts: {
        defects: [
          expect.stringContaining('absent: Cannot find package'),
          'broken: it is broken',
          expect.stringContaining('node:absent: No such built-in module'),
        ],
      },
    })
  })

  test('is not looked for from a place that is not there', async () => {
    await expect(required('modern', { base: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'bad-base' })
  })
})

describe('without a base', () => {
  const main = process.argv[1]
  const required = async (): Promise<unknown> =>
    (await importPackages(manifestOf({ packages: ['modern'] }), {})).get('modern')

  afterAll(() => {
    process.argv[1] = main!
  })

  // As in `node app/src/main.js`, `node app/src/main`, `node app`, and by a link to the script.
  test.each(['app/src/main.js', 'app/src/main', 'app', 'bin/main.js'])(
    'packages are those of the main script %s',
    async (script) => {
      process.argv[1] = join(folder, script)
      expect(await required()).toMatchObject({ default: 'm' })
    },
  )

  test('packages of no other folder are found', async () => {
    process.argv[1] = join(folder, 'main.js')
    await expect(required()).rejects.toMatchObject({ code: 'missing-packages' })
  })
})

test('a module for require is a plain object with the mark, and with the names of the namespace', () => {
  const found = asRequired({ default: 1, __esModule: 'odd', 'module.exports': 2 })
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
  expect(Object.keys(found)).toEqual(['default', 'module.exports'])
  expect((found as { __esModule: unknown }).__esModule).toBe(true)
})
