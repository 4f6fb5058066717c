// The Unix socket of the control plane, in a folder that only the owner may enter: the path is looked at before it is taken,
// and what is not ours to remove is left as it is. This is a first approximation: of two processes that take over the same
// left-over socket in the same moment, the later one wins.

import { chmod, lstat, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { once } from 'node:events'
import { fail } from '../base/failures.js'
import { ensurePrivateFolder } from './private-folder.js'
import { judgeSocket, type Knock, longestSocketPath, type Occupant } from './socket-verdict.js'

/** Makes the path free to listen at. Throws why it is not. */
export async function clearSocket(path: string): Promise<void> {
  const limit = longestSocketPath(process.platform)
  const length = Buffer.byteLength(path)
  if (length > limit) throw fail('socket-too-long', { path, length, limit })
  await ensurePrivateFolder(dirname(path))
  const occupant = await occupantOf(path)
  const { knock, problem } = occupant === 'socket' ? await knockAt(path) : { knock: null, problem: '' }
  const verdict = judgeSocket(occupant, knock)
  if (verdict.type === 'refused') throw fail(verdict.code, { path, problem, what: verdict.what })
  if (verdict.type === 'stale') await rm(path, { force: true })
}

/** Listens at a path that is clear; only the owner may connect. */
export async function listenAtSocket(server: Server, path: string): Promise<void> {
  server.listen(path)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw fail('socket-in-use', { path }, error)
    throw error
  })
  await chmod(path, 0o600)
}

async function occupantOf(path: string): Promise<Occupant> {
  try {
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) return 'link'
    if (stats.isSocket()) return 'socket'
    return stats.isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing'
    throw error
  }
}

function knockAt(path: string): Promise<{ knock: Knock; problem: string }> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const end = (knock: Knock, problem = ''): void => {
      socket.destroy()
      resolve({ knock, problem })
    }
    socket.once('connect', () => end('answered'))
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      end(code === 'ECONNREFUSED' ? 'refused' : code === 'ENOENT' ? 'gone' : 'unknown', message)
    })
  })
}
