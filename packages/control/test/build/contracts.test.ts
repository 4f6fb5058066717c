import { describe, expect, test } from 'vitest'
import { contractDefects, formatContracts } from '../../src/build/contracts.js'
import type { Manifest, ReleaseClass } from '../../src/release/manifest.js'
import { build, catSource } from './sources.js'

const cat: ReleaseClass = {
  name: 'Cat',
  version: '1.2.0',
  superclass: 'Mammal',
  traits: ['Describable', 'Named'],
  lineage: ['Cat', 'Mammal', 'Describable', 'Named'],
  attributes: [
    { name: 'mood', type: null, hasInitial: false },
    { name: 'age', type: 'number', hasInitial: true, description: 'in years' },
  ],
  methods: [
    { name: 'wake', kind: 'oneway', isConst: false, signature: '(): Oneway' },
    { name: 'getAge', kind: 'request', isConst: true, signature: '(): number' },
    { name: 'legs', kind: 'static', isConst: false, signature: null },
  ],
  migrations: ['1.0.0'],
  hash: '0123456789abcdef',
  file: 'src/cat.ts',
  line: 7,
}
const ant: ReleaseClass = {
  ...cat,
  name: 'Ant',
  version: '1.0.0',
  superclass: null,
  traits: [],
  attributes: [],
  methods: [],
}

function manifest(...classes: ReleaseClass[]): Manifest {
  return { name: 'pets', kind: 'classes', core: '0.1.0', classes, packages: [], sources: [] }
}

describe('the reviewed file', () => {
  test('has a block for each class, in an order that does not depend on that of the source', () => {
    expect(formatContracts(manifest(cat, ant))).toBe(`\
# What others rely on of each actor class: version, attributes and methods; and the hash of its code.
# Written by \`instar contracts\` to be reviewed and kept with the sources. Do not edit: \`instar contracts --check\` reads it.

class Ant 1.0.0 extends Actor
  code 0123456789abcdef

class Cat 1.2.0 extends Mammal, traits Describable, Named
  attribute age: number
  attribute mood
  oneway wake(): Oneway
  request getAge(): number, const
  static legs
  code 0123456789abcdef
`)
    const turned = { ...cat, attributes: cat.attributes.toReversed(), methods: cat.methods.toReversed() }
    expect(formatContracts(manifest(ant, turned))).toBe(formatContracts(manifest(cat, ant)))
  })

  test('of sources agrees with them, whatever is between its lines', async () => {
    const { release } = await build({ 'cat.ts': catSource() })
    const text = formatContracts(release.manifest)
    expect(text).toContain(
      'class Cat 1.0.0 extends Actor\n  attribute age: number\n  request getAge(): number, const\n',
    )
    expect(contractDefects(text, release.manifest)).toEqual([])
    expect(contractDefects(text.replaceAll('\n', '\r\n\r\n'), release.manifest)).toEqual([])
  })

  test('that is none is not taken for one', () => {
    const defects = contractDefects(
      `${formatContracts(manifest(cat))}<<<<<<< mine\nclass Dog 1 extends Actor\n`,
      manifest(cat),
    )
    expect(defects).toEqual([
      'line 11 of the reviewed contracts is no line of a contract: write them anew with `instar contracts`',
      'line 12 of the reviewed contracts is no line of a contract: write them anew with `instar contracts`',
    ])
  })

  test('that breaks off, or is empty, does not pass for reviewed', () => {
    const text = formatContracts(manifest(cat))
    expect(contractDefects(text.replace(/ {2}code.*\n/, ''), manifest(cat))).toHaveLength(1)
    expect(contractDefects('', manifest(cat))).toHaveLength(1)
  })
})

describe('sources differ from what was reviewed', () => {
  const reviewed = formatContracts(manifest(cat, ant))
  const edit = (changes: Partial<ReleaseClass>): string[] =>
    contractDefects(reviewed, manifest({ ...cat, ...changes }, ant))

  test('by a contract that changed without a new version', () => {
    const methods = [...cat.methods.slice(1), { ...cat.methods[0]!, signature: '(loudly: boolean): Oneway' }]
    expect(edit({ methods, hash: 'aaaaaaaaaaaaaaaa' })).toEqual([
      'Cat 1.2.0 (src/cat.ts:7): its contract has changed, but not its version (gone: oneway wake(): Oneway; new: oneway wake(loudly: boolean): Oneway): give it a new version',
    ])
    expect(edit({ superclass: null, traits: [] })).toEqual([
      'Cat 1.2.0 (src/cat.ts:7): its contract has changed, but not its version (gone: extends Mammal, traits Describable, Named; new: extends Actor): give it a new version',
    ])
    expect(edit({ attributes: [] })[0]).toContain('(gone: attribute age: number; gone: attribute mood)')
  })

  test('by code that changed without a new version', () => {
    expect(edit({ hash: 'aaaaaaaaaaaaaaaa' })).toEqual([
      'Cat 1.2.0 (src/cat.ts:7): its code has changed, but not its version: give it a new version',
    ])
  })

  test('by a new version that waits for its review, whatever changed with it', () => {
    const defect = 'it was reviewed as 1.2.0: run `instar contracts` and review what changes'
    expect(edit({ version: '1.10.0', attributes: [], hash: 'aaaaaaaaaaaaaaaa' })).toEqual([
      `Cat 1.10.0 (src/cat.ts:7): ${defect}`,
    ])
    expect(edit({ version: '1.2.1' })).toEqual([`Cat 1.2.1 (src/cat.ts:7): ${defect}`])
  })

  test('by an older version', () => {
    for (const version of ['1.1.9', '1.2.0-rc.1']) {
      expect(edit({ version })).toEqual([
        `Cat ${version} (src/cat.ts:7): it was reviewed as 1.2.0, which is newer: give it a version above that`,
      ])
    }
  })

  test('by a class that is new, and one that is gone', () => {
    expect(contractDefects(reviewed, manifest(ant, { ...cat, name: 'Dog' }))).toEqual([
      'Dog 1.2.0 (src/cat.ts:7): it is new: run `instar contracts` and review what changes',
      'Cat 1.2.0: it has been reviewed, but is no more among the classes: run `instar contracts` and review what changes',
    ])
  })

  test('by all of these at once, and not by where a class is, what it is for or how it migrates', () => {
    const moved = { ...cat, file: 'else.ts', line: 1, description: 'purrs', migrations: [] }
    expect(contractDefects(reviewed, manifest(moved, ant))).toEqual([])
    expect(
      contractDefects(reviewed, manifest({ ...cat, version: '9.0.0' }, { ...ant, hash: 'aaaaaaaaaaaaaaaa' })),
    ).toHaveLength(2)
  })
})
