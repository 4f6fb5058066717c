// A release file that is whole, without any class in it: what a stand-in is sent, nobody loads.

import { coreVersion } from '@instar/core'
import { join } from 'node:path'
import { writeRelease } from '../../src/release/file.js'
import { makeRelease } from '../../src/release/text.js'

/** Writes `cats.release` into a folder. */
export async function releaseFileIn(folder: string): Promise<string> {
  const file = join(folder, 'cats.release')
  const manifest = { name: 'cats', kind: 'classes' as const, core: coreVersion, classes: [], packages: [], sources: [] }
  await writeRelease(file, makeRelease(manifest, "'use strict'", '{"version":3,"sources":[],"mappings":""}'))
  return file
}
