// Small releases, written by hand as the builder would write them.

import type { Manifest, ReleaseClass } from '../../src/release/manifest.js'
import type { Release } from '../../src/release/release.js'
import { makeRelease } from '../../src/release/text.js'

export function classOf(name: string, changes: Partial<ReleaseClass> = {}): ReleaseClass {
  return {
    name,
    version: '1.0.0',
    superclass: null,
    traits: [],
    lineage: [name],
    attributes: [{ name: 'mice', type: 'number', hasInitial: true }],
    methods: [{ name: 'hunt', kind: 'request', isConst: false, signature: '(): number' }],
    migrations: [],
    hash: '0123456789abcdef',
    file: `src/${name.toLowerCase()}.ts`,
    line: 7,
    ...changes,
  }
}

export function manifestOf(changes: Partial<Manifest> = {}): Manifest {
  return {
    name: 'zoo',
    kind: 'classes',
    core: '0.1.0',
    classes: [classOf('Cat')],
    packages: ['@instar/core'],
    sources: [{ file: 'src/cat.ts', hash: 'ab'.repeat(32) }],
    ...changes,
  }
}

/** Text that defines an actor class; `base` is an expression. */
export function classText(name: string, { version = '1.0.0', base = 'core.Actor', options = '' } = {}): string {
  return `exports.${name} = (() => {
  class ${name} extends ${base} { hunt() { return 1 } }
  core.request()(${name}.prototype, 'hunt', Object.getOwnPropertyDescriptor(${name}.prototype, 'hunt'))
  core.actor({ version: '${version}', ${options} })(${name})
  return ${name}
})()\n`
}

export const prelude = `const core = require('@instar/core')\n`

/** A release of the class Cat, unless it is told otherwise. */
export function releaseOf(changes: Partial<Manifest> = {}, code = prelude + classText('Cat'), map = ''): Release {
  return makeRelease(manifestOf(changes), code, map)
}
