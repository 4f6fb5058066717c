import { mkdir, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problemOfReading, problemOfWriting } from '../../src/release/file-problem.js'
import { readRelease, writeRelease } from '../../src/release/file.js'
import { formatRelease, largestRelease } from '../../src/release/text.js'
import { releaseOf } from './samples.js'

const release = releaseOf()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-release-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a release that was written is read again, and its file has nothing but its text', async () => {
  const file = join(folder, 'zoo.release')
  await writeRelease(file, release)
  expect(await readRelease(file)).toEqual(release)
  expect(await readFile(file, 'utf8')).toBe(formatRelease(release))
  expect(await readdir(folder)).toEqual(['zoo.release'])
})

test('a file that is there is replaced, and who has it open keeps the old one whole', async () => {
  const file = join(folder, 'zoo.release')
  await writeRelease(file, release)
  const reader = await open(file)
  await writeRelease(file, releaseOf({ name: 'other' }))
  expect((await readRelease(file)).manifest.name).toBe('other')
  expect(await reader.readFile('utf8')).toBe(formatRelease(release))
  await reader.close()
})

test('many writers of one file leave one of their releases, whole, and no drafts', async () => {
  const file = join(folder, 'zoo.release')
  await Promise.all(Array.from({ length: 20 }, (_, i) => writeRelease(file, releaseOf({ name: `zoo${i}` }))))
  expect((await readRelease(file)).manifest.name).toMatch(/^zoo\d+$/)
  expect(await readdir(folder)).toEqual(['zoo.release'])
})

test('a missing folder is named, and so is a file in its place', async () => {
  await expect(writeRelease(join(folder, 'no/zoo.release'), release)).rejects.toMatchObject({
    code: 'unwritten-release',
    message: expect.stringContaining(`there is no folder ${join(folder, 'no')}. Make the folder first`),
  })
  await writeFile(join(folder, 'file'), '')
  await expect(writeRelease(join(folder, 'file/zoo.release'), release)).rejects.toThrow('there is no folder')
})

test('a folder of that name is left alone, and no draft stays', async () => {
  await mkdir(join(folder, 'zoo.release'))
  await expect(writeRelease(join(folder, 'zoo.release'), release)).rejects.toThrow('a folder of that name is there')
  expect(await readdir(folder)).toEqual(['zoo.release'])
})

test('every reason of the system has its words and its cure', () => {
  const because = (code: string) => problemOfWriting(Object.assign(new Error('odd'), { code }), '/releases')
  expect(because('ENOSPC')).toEqual({ problem: 'the disk is full', cure: 'Make room, and write it again.' })
  expect(because('EDQUOT')).toEqual(because('ENOSPC'))
  expect(because('EROFS').problem).toBe('you may not write into /releases')
  expect(because('EACCES')).toEqual(because('EROFS'))
  expect(because('EIO')).toEqual({ problem: 'odd', cure: 'Look at the disk and the folder.' })
  expect(problemOfReading(Object.assign(new Error('odd'), { code: 'EACCES' }))).toBe('you may not read it')
  expect(problemOfReading('odd')).toBe('odd')
})

test('reading tells a missing file, a folder, and a file that is too large, which is not even opened', async () => {
  const file = join(folder, 'zoo.release')
  await expect(readRelease(file)).rejects.toMatchObject({
    code: 'no-release',
    message: expect.stringContaining(`There is no release at ${file}: there is no such file.`),
  })
  await expect(readRelease(folder)).rejects.toThrow('it is a folder')
  await writeFile(file, '')
  await truncate(file, largestRelease + 1)
  await expect(readRelease(file)).rejects.toMatchObject({ code: 'large-release' })
  // More than Node would read at all; the file is empty on the disk.
  await truncate(file, 2 ** 33)
  await expect(readRelease(file)).rejects.toMatchObject({ code: 'large-release' })
})

test('reading does not wait for what is no file', async () => {
  await expect(readRelease('/dev/zero')).rejects.toThrow('it is no file')
})

test('what is in the file is refused under its path', async () => {
  const file = join(folder, 'zoo.release')
  await writeFile(file, formatRelease(release).slice(0, -10))
  await expect(readRelease(file)).rejects.toMatchObject({
    code: 'truncated-release',
    message: expect.stringContaining(file),
  })
})
