// The audit log: written before anything happens, readable after a crash, and never silently lost.

import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskAuditFile } from '../../src/serve/audit-file.js'
import { AuditLog } from '../../src/serve/audit.js'
import { formatEntry } from '../../src/serve/audit-entries.js'
import { SmallDisk } from './desks.js'
import { Folder } from './served.js'

let folder: Folder
let path: string
beforeEach(async () => {
  folder = await Folder.make()
  path = folder.at('audit.jsonl')
})
afterEach(() => folder[Symbol.asyncDispose]())

const asked = { command: 'upgrade', from: 'socket', subject: { release: 'zoo' } } as const
const now = (): Date => new Date('2026-01-02T03:04:05.678Z')

test('an action is told with its beginning and its end, with serials from 1', async () => {
  const log = await AuditLog.open(new DiskAuditFile(path), now)
  expect(await log.begin(asked)).toBe(1)
  expect(await log.end({ ...asked, begun: 1, outcome: 'committed', durationMs: 12, problems: [] })).toBe(2)
  const at = '2026-01-02T03:04:05.678Z'
  expect(await log.history(10, null)).toEqual([
    { serial: 1, at, ...asked, outcome: 'begun' },
    { serial: 2, at, ...asked, begun: 1, outcome: 'committed', durationMs: 12 },
  ])
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3)
})

test('serials go on after a restart, and only the newest entries are told when that is asked for', async () => {
  await (await AuditLog.open(new DiskAuditFile(path))).refuse(asked)
  const log = await AuditLog.open(new DiskAuditFile(path))
  expect(await log.refuse(asked)).toBe(2)
  expect(await log.refuse(asked)).toBe(3)
  expect((await log.history(2, null)).map(({ serial }) => serial)).toEqual([2, 3])
})

test('an action whose end is missing is told as interrupted, unless it is under way', async () => {
  const log = await AuditLog.open(new DiskAuditFile(path))
  const begun = await log.begin(asked)
  expect((await log.history(10, begun)).map(({ outcome }) => outcome)).toEqual(['begun'])
  expect((await log.history(10, null)).map(({ outcome }) => outcome)).toEqual(['interrupted'])
  await log.end({ ...asked, begun, outcome: 'refused' })
  expect((await log.history(10, null)).map(({ outcome }) => outcome)).toEqual(['begun', 'refused'])
})

test('a line that a crash has torn is passed over, and the log goes on after it', async () => {
  await (await AuditLog.open(new DiskAuditFile(path))).refuse(asked)
  await appendFile(path, '{"serial":2,"at":"2026-')
  const log = await AuditLog.open(new DiskAuditFile(path))
  expect(await log.refuse(asked)).toBe(2)
  expect((await log.history(10, null)).map(({ serial }) => serial)).toEqual([1, 2])
})

test('lines that are no entries are passed over', async () => {
  await writeFile(path, 'null\n7\n[]\n{"serial":"1"}\n\n')
  const log = await AuditLog.open(new DiskAuditFile(path))
  expect(await log.history(10, null)).toEqual([])
  expect(await log.refuse(asked)).toBe(1)
})

test('a log that was moved away is begun anew, with serials that go on', async () => {
  const log = await AuditLog.open(new DiskAuditFile(path))
  await log.refuse(asked)
  await rm(path)
  expect(await log.refuse(asked)).toBe(2)
})

test('a beginning that cannot be written is an error, and leaves no trace', async () => {
  const disk = new SmallDisk()
  const log = await AuditLog.open(disk)
  disk.isFull = true
  await expect(log.begin(asked)).rejects.toMatchObject({ code: 'no-audit', facts: { file: disk.path } })
  disk.isFull = false
  expect(await log.begin(asked)).toBe(1)
})

test('an end that cannot be written is an error, is told all the same, and is written with the next entry', async () => {
  const disk = new SmallDisk()
  const log = await AuditLog.open(disk)
  const begun = await log.begin(asked)
  disk.isFull = true
  await expect(log.end({ ...asked, begun, outcome: 'committed' })).rejects.toMatchObject({ code: 'not-recorded' })
  expect((await log.history(10, null)).map(({ outcome }) => outcome)).toEqual(['begun', 'committed'])
  disk.isFull = false
  expect(await log.refuse(asked)).toBe(3)
  const after = await AuditLog.open(disk)
  expect((await after.history(10, null)).map(({ serial, outcome }) => [serial, outcome])).toEqual([
    [1, 'begun'],
    [2, 'committed'],
    [3, 'refused'],
  ])
})

test('a folder that has vanished is noticed', async () => {
  const log = await AuditLog.open(new DiskAuditFile(path))
  await log.refuse(asked)
  await rm(folder.path, { recursive: true })
  await expect(log.begin(asked)).rejects.toMatchObject({ code: 'no-audit' })
})

test('entries that come at once are written one after the other', async () => {
  const log = await AuditLog.open(new DiskAuditFile(path))
  const serials = await Promise.all(Array.from({ length: 20 }, () => log.refuse(asked)))
  expect(serials).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(await log.history(100, null)).toHaveLength(20)
})

test('an entry stays small, whatever there is to say', () => {
  const problems = Array.from({ length: 5000 }, () => 'x'.repeat(10_000))
  const line = formatEntry({ ...asked, serial: 1, at: '', outcome: 'refused', problems })
  expect(line.length).toBeLessThan(110_000)
  expect(line).toContain('and 4950 more')
})
