// Releases in an application of their own, on each version of Node that is supported: which packages they get, that
// they are read and verified there as they were written here.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKeys, signRelease } from '../../src/release/signing.js'
import { writeRelease } from '../../src/release/file.js'
import { Installed } from '../fixtures/installed.js'
import { classText, prelude, releaseOf } from './samples.js'

const nodes = { 20: 'node20', 22: 'node22', 24: '../../../node_modules/node', 26: 'node26' }

const program = `
import { Actor, ActorSystem } from '@instar/core'
import { loadRelease, readRelease, signatureDefects } from '@instar/control'
import * as control from '@instar/control'
import { tally } from 'tally'
import { join } from 'node:path'

tally.push('application')
const release = await readRelease(process.argv[2])
const { classes, exports, findings } = await loadRelease(release)
const system = await ActorSystem.start()
const cat = await system.spawn(classes[0])
const stranger = process.argv[3].replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))
console.log(JSON.stringify({
  node: process.version,
  answer: await cat.hunt(),
  findings,
  tally,
  same: [exports.core.Actor === Actor, exports.control.loadRelease === control.loadRelease, exports.path.join === join],
  signed: [signatureDefects(release, [process.argv[3]]).length, signatureDefects(release, [stranger]).length],
}))
await system.stop()
`

const code = `${prelude}${classText('Cat')}
require('tally').tally.push('release')
Object.assign(exports, { core, control: require('@instar/control'), path: require('node:path') })`

const keys = newKeys()
let home: Installed

beforeAll(async () => {
  home = await Installed.make()
  await home.write('app/main.mjs', program)
  await home.write('node_modules/tally/package.json', '{ "type": "module", "exports": { "import": "./index.js" } }')
  await home.write('node_modules/tally/index.js', 'export const tally = []')
  const packages = ['@instar/core', '@instar/control', 'tally', 'node:path']
  await writeRelease(join(home.folder, 'zoo.release'), signRelease(releaseOf({ packages }, code), keys.privateKey))
}, 60_000)

afterAll(() => home[Symbol.asyncDispose]())

test.each(Object.entries(nodes))(
  'on Node %s a release gets the modules of the application that loads it, resolved as imports',
  async (major, node) => {
    const binary = join(import.meta.dirname, '../../node_modules', node, 'bin/node')
    const main = join(home.folder, 'app/main.mjs')
    // From another folder: it is the main script that counts.
    const run = promisify(execFile)(binary, [main, join(home.folder, 'zoo.release'), keys.publicKey], { cwd: '/' })
    expect(JSON.parse((await run).stdout)).toEqual({
      node: expect.stringMatching(new RegExp(`^v${major}\\.`)),
      answer: 1,
      findings: [],
      tally: ['application', 'release'],
      same: [true, true, true],
      signed: [0, 1],
    })
  },
  120_000,
)
