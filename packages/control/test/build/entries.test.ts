import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesOf, findEntries } from '../../src/build/entries.js'
import { writeSources } from './sources.js'

test('a folder stands for the sources in it, without declarations, tests, benchmarks and what is installed', async () => {
  const wanted = ['src/a.ts', 'src/b.mjs', 'src/deep/c.tsx']
  const others = ['a.d.ts', 'a.test.ts', 'a.spec.js', 'a.bench.ts', 'read.md', 'node_modules/x/x.js', '.cache/x.ts']
  const files = [...wanted, ...others.map((file) => `src/${file}`)]
  const root = await writeSources(Object.fromEntries(files.map((file) => [file, ''])))
  const { entries } = await findEntries(['src'], root)
  expect(filesOf(entries)).toEqual(wanted.map((file) => join(root, file)))
})

test('entries keep their order, and a file that is named twice counts once, by whatever path', async () => {
  const root = await writeSources({ 'b.ts': '', 'a/a.ts': '' })
  await symlink(join(root, 'b.ts'), join(root, 'link.ts'))
  const { entries, defects } = await findEntries(['b.ts', 'a', './link.ts', join(root, 'a/a.ts')], root)
  expect(defects).toEqual([])
  expect(filesOf(entries)).toEqual([join(root, 'b.ts'), join(root, 'a/a.ts')])
})
