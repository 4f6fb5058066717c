// The path of a socket: what is there decides whether it is taken, and what is not ours to remove stays.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { ActorSystem, isInstarError } from '@instar/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveControl } from '../../src/serve/serve.js'
import { judgeSocket, longestSocketPath } from '../../src/serve/socket-verdict.js'
import { Folder, send } from './served.js'

let folder: Folder
let system: ActorSystem
beforeEach(async () => {
  folder = await Folder.make()
  system = await ActorSystem.start()
})
afterEach(async () => {
  await system.stop()
  await folder[Symbol.asyncDispose]()
})

async function problemAt(path: string): Promise<string> {
  const error: unknown = await serveControl(system, { path }).then(
    () => null,
    (error: unknown) => error,
  )
  return isInstarError(error) ? error.code : String(error)
}

/** A process that listens at a path, and has no time to remove it when it is killed. */
async function listener(path: string): Promise<ChildProcess> {
  const script = 'require("net").createServer().listen(process.argv[1], () => process.stdout.write("."))'
  const child = spawn(process.execPath, ['-e', script, path])
  await once(child.stdout, 'data')
  return child
}

test('a socket that only the owner may use is made, in a folder that only the owner may enter', async () => {
  const path = folder.at('deep', 'er', 'x.sock')
  await using server = await serveControl(system, { path })
  expect(server.path).toBe(path)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await lstat(path)).isSocket()).toBe(true)
  expect((await stat(folder.at('deep', 'er'))).mode & 0o777).toBe(0o700)
  expect((await stat(folder.at('deep', 'er', 'x.control'))).mode & 0o777).toBe(0o700)
})

test('a path at which another process serves is refused, and that one goes on', async () => {
  const path = folder.at('x.sock')
  await using _first = await serveControl(system, { path })
  expect(await problemAt(path)).toBe('socket-in-use')
  expect((await send(path, { method: 'GET', path: '/' })).status).toBe(200)
})

test('the socket that a killed process has left is taken over', async () => {
  const path = folder.at('x.sock')
  const child = await listener(path)
  expect(await problemAt(path)).toBe('socket-in-use')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect((await lstat(path)).isSocket()).toBe(true)

  await using _server = await serveControl(system, { path })
  expect((await send(path, { method: 'GET', path: '/' })).status).toBe(200)
})

test('a symbolic link is refused, wherever it leads', async () => {
  await symlink(folder.at('elsewhere'), folder.at('x.sock'))
  expect(await problemAt(folder.at('x.sock'))).toBe('socket-is-link')
  const other = createServer()
  await once(other.listen(folder.at('elsewhere')), 'listening')
  expect(await problemAt(folder.at('x.sock'))).toBe('socket-is-link')
  other.close()
})

test('a file or a folder in its place is refused, and left alone', async () => {
  await writeFile(folder.at('x.sock'), 'precious')
  expect(await problemAt(folder.at('x.sock'))).toBe('socket-is-file')
  expect(await readFile(folder.at('x.sock'), 'utf8')).toBe('precious')
  await mkdir(folder.at('y.sock'))
  expect(await problemAt(folder.at('y.sock'))).toBe('socket-is-file')
})

test('a path that is too long is refused before anything is made', async () => {
  const path = folder.at('deep', 'x'.repeat(longestSocketPath(process.platform)))
  expect(await problemAt(path)).toBe('socket-too-long')
  await expect(stat(folder.at('deep'))).rejects.toThrow('ENOENT')
})

test('a folder that others may write to or enter is refused, and not changed', async () => {
  for (const mode of [0o777, 0o770, 0o755, 0o711]) {
    await chmod(folder.path, mode)
    expect(await problemAt(folder.at('x.sock'))).toBe('unsafe-folder')
    expect((await stat(folder.path)).mode & 0o777).toBe(mode)
  }
})

test('a folder beside the socket that others may enter is refused', async () => {
  await mkdir(folder.at('x.control'))
  await chmod(folder.at('x.control'), 0o755)
  expect(await problemAt(folder.at('x.sock'))).toBe('unsafe-folder')
})

test('a path through a file is refused', async () => {
  await writeFile(folder.at('file'), '')
  expect(await problemAt(folder.at('file', 'x.sock'))).toBe('unsafe-folder')
})

describe('the verdict', () => {
  test.each([
    ['nothing', null, { type: 'free' }],
    ['socket', 'refused', { type: 'stale' }],
    ['socket', 'gone', { type: 'free' }],
    ['socket', 'answered', { type: 'refused', code: 'socket-in-use' }],
    ['socket', 'unknown', { type: 'refused', code: 'socket-unknown' }],
    ['link', null, { type: 'refused', code: 'socket-is-link' }],
    ['file', null, { type: 'refused', code: 'socket-is-file', what: 'a file' }],
    ['folder', null, { type: 'refused', code: 'socket-is-file', what: 'a folder' }],
  ] as const)('on a %s whose knock was %s', (occupant, knock, verdict) => {
    expect(judgeSocket(occupant, knock)).toEqual(verdict)
  })

  test('knows how long a path may be', () => {
    expect([longestSocketPath('linux'), longestSocketPath('darwin')]).toEqual([107, 103])
  })
})
