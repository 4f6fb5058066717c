// The package as an application gets it: core's declarations behind the doors of its manifest, in a folder of modules, and
// an application that is compiled against them as strictly as can be. No build is needed, and nothing is installed.

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outlineOf } from './layers/imports.js'
import { sourcesUnder } from './layers/sources.js'

const root = join(import.meta.dirname, '..')
const core = join(root, 'packages/core')

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest
}

/** The name of the package that a specifier leads to. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** What the compiler says; nothing when it is content. */
function compile(...args: string[]): Promise<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}` || (error === null ? '' : error.message))
    })
  })
}

describe.each(['core', 'classes', 'control'])('the manifest of %s', (name) => {
  const home = join(root, 'packages', name)

  test('gives for each door its source, and what a build makes of it', async () => {
    for (const door of Object.values((await manifestOf(name)).exports)) {
      const source = door['@instar/source']!
      expect(await readFile(join(home, source), 'utf8')).not.toBe('')
      const built = source.replace('./src/', './dist/').replace(/\.ts$/, '')
      expect(door).toEqual({ '@instar/source': source, types: `${built}.d.ts`, default: `${built}.js` })
      // Conditions are tried in their order, so the one that always holds has to be the last.
      expect(Object.keys(door).at(-1)).toBe('default')
    }
  })

  test('names the packages that its sources import, and no others', async () => {
    const texts = [...sourcesUnder(join(home, 'src')).values()]
    const foreign = texts.flatMap((text) => outlineOf(text).imports).filter((each) => !/^\.|^node:/.test(each))
    expect(foreign.filter((each) => isBuiltin(each))).toEqual([])
    const { dependencies, peerDependencies } = await manifestOf(name)
    expect([...new Set(foreign.map(packageOf))].toSorted()).toEqual(
      Object.keys({ ...dependencies, ...peerDependencies }).toSorted(),
    )
  })
})

const zoo = `
  import { Actor, actor, attribute, type Oneway, oneway, type Ref, request, staticMethod } from '@instar/core'
  import { startTestSystem } from '@instar/core/testing'
  export function catOf(version: string) {
    @actor({ name: 'Cat', version })
    class Cat extends Actor {
      @attribute() mice: string[] = []
      @request() async hunt(mouse: string) { this.mice = [...this.mice, mouse]; return this.mice.length }
      @oneway() sleep(): Oneway { this.after(10, Cat).sleep() }
      @staticMethod() static lives() { return 9 }
    }
    return Cat
  }
  export type Cat = InstanceType<ReturnType<typeof catOf>>
  export async function story(): Promise<[number, string]> {
    const { system } = await startTestSystem()
    const tom: Ref<Cat> = await system.spawn(catOf('1.0.0'))
    return [await tom.hunt('Jerry'), (await system.upgrade(catOf('1.1.0'))).outcome]
  }
`

const wrongCalls = `
  import type { Ref } from '@instar/core'
  import type { Cat } from './zoo.js'
  export const number = (tom: Ref<Cat>) => tom.hunt(3)
  export const attribute = (tom: Ref<Cat>) => tom.mice.push('Jerry')
  export const nonsense = (tom: Ref<Cat>) => tom.nonsense()
`

const sideDoors = `
  import '@instar/core/dist/index.js'
  import '@instar/core/src/index.js'
  import '@instar/core/package.json'
`

// A compiler takes its time on a loaded machine; the whole is some seconds of work.
const patience = 120_000

describe('an application that has core as a package', { timeout: patience }, () => {
  let home: string

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'instar-package-'))
    const modules = join(home, 'node_modules')
    const here = join(modules, '@instar/core')
    await mkdir(join(modules, '@types'), { recursive: true })
    await mkdir(here, { recursive: true })
    await cp(join(core, 'package.json'), join(here, 'package.json'))
    for (const name of Object.keys((await manifestOf('core')).dependencies!))
      await symlink(join(core, 'node_modules', name), join(modules, name), 'junction')
    await symlink(join(root, 'node_modules/@types/node'), join(modules, '@types/node'), 'junction')
    await writeFile(join(home, 'package.json'), '{ "type": "module" }')
    const build = ['-p', join(core, 'tsconfig.build.json'), '--emitDeclarationOnly', '--declarationMap', 'false']
    expect(await compile(...build, '--outDir', join(here, 'dist'), '--tsBuildInfoFile', join(home, 'info'))).toBe('')
  }, patience)

  afterAll(() => rm(home, { recursive: true, force: true }))

  /** Compiles the files in a folder of their own, as strictly as can be. */
  async function compileFiles(files: Record<string, string>, moduleResolution: string): Promise<string> {
    const place = join(home, moduleResolution)
    await mkdir(place)
    for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text)
    const compilerOptions = {
      target: 'es2022',
      module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
      moduleResolution,
      types: ['node'],
      strict: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUncheckedSideEffectImports: true,
      declaration: true,
      experimentalDecorators: true,
      useDefineForClassFields: false,
    }
    await writeFile(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }))
    return compile('-p', place, '--pretty', 'false')
  }

  test('may export a function that makes a class, and its declaration names the package only', async () => {
    expect(await compileFiles({ 'zoo.ts': zoo }, 'nodenext')).toBe('')
    const declarations = await readFile(join(home, 'nodenext/zoo.d.ts'), 'utf8')
    expect(declarations).toContain('catOf(version: string)')
    expect(declarations).not.toContain('dist/')
  })

  test('is told of calls that do not fit, and comes in by the doors only', async () => {
    const files = { 'zoo.ts': zoo, 'wrong-calls.ts': wrongCalls, 'side-doors.ts': sideDoors }
    const said = await compileFiles(files, 'bundler')
    const places = [...said.matchAll(/(\S+)\.ts\((\d+),\d+\): error/g)].map(([, file, line]) => `${file}:${line}`)
    expect(places.map((place) => place.replace(/^.*[\\/]/, '')).toSorted()).toEqual([
      'side-doors:2',
      'side-doors:3',
      'side-doors:4',
      'wrong-calls:4',
      'wrong-calls:5',
      'wrong-calls:6',
    ])
  })
})
