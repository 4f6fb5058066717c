// Sources on disk for a test: written into a folder of their own, which goes with the test.

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { isInstarError } from '@instar/core'
import type { ReleaseClass } from '../../src/release/manifest.js'
import { type BuildOptions, type BuiltRelease, buildRelease } from '../../src/build/build.js'

/** Texts by path. */
export type Files = Readonly<Record<string, string>>

/** Writes files, and gives the folder that they are in. */
export async function writeSources(files: Files): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'instar-build-')))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await addSources(root, files)
  return root
}

/** Writes more files, or other texts. */
export async function addSources(root: string, files: Files): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
}

/** Builds from texts; the entry is `cat.ts` unless another is named. */
export async function build(files: Files, options: Partial<BuildOptions> = {}): Promise<BuiltRelease> {
  return buildRelease({ entries: ['cat.ts'], root: await writeSources(files), ...options })
}

/** The classes of a release that was built from texts. */
export async function classesOf(files: Files, options?: Partial<BuildOptions>): Promise<Record<string, ReleaseClass>> {
  const { release } = await build(files, options)
  return Object.fromEntries(release.manifest.classes.map((each) => [each.name, each]))
}

/** Why a build fails. */
export async function defectsOf(files: Files, options?: Partial<BuildOptions>): Promise<readonly string[]> {
  const error: unknown = await build(files, options).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isInstarError(error, 'bad-build')) throw error ?? new Error('the build does not fail')
  return error.facts['defects'] as readonly string[]
}

/** A class with an attribute and a method, on lines 2 to 5. */
export function catSource(version = '1.0.0', body = 'return this.age'): string {
  return `import { Actor, actor, attribute, request } from '@instar/core'
@actor({ version: '${version}' }) export class Cat extends Actor {
  @attribute() age = 0
  @request({ const: true }) getAge(): number { ${body} }
}
`
}
