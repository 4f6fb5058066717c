// Finding the process when nobody says where it is: the only one that listens in the default folder. Sockets of processes
// that were killed stay behind, so each is asked whether anybody listens; what follows from the answers is decided apart.

import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fail } from '../base/failures.js'
import { defaultFolder } from '../base/place.js'
import { type Address, parseAddress } from './address.js'

/** A socket in a folder, and whether anybody listens. */
export interface FoundSocket {
  readonly path: string
  readonly isAlive: boolean
}

/**
 * Where the process is: at `control` when that is given, else at the only socket of the folder that somebody listens at.
 * Throws `bad-address`, `no-process`, `not-listening` or `several-processes`.
 */
export async function findAddress(control: string | undefined, folder: string = defaultFolder()): Promise<Address> {
  if (control !== undefined) return parseAddress(control)
  const paths = await socketsIn(folder)
  const found = await Promise.all(paths.map(async (path) => ({ path, isAlive: await isListening(path) })))
  return { type: 'socket', path: chooseSocket(found, folder) }
}

/** The only living one of them. Pure. */
export function chooseSocket(found: readonly FoundSocket[], folder: string): string {
  const alive = found.filter(({ isAlive }) => isAlive).map(({ path }) => path)
  if (alive.length === 1) return alive[0]!
  if (alive.length > 1)
    throw fail('several-processes', { folder, count: alive.length, paths: alive.join(', '), sockets: alive })
  if (found.length === 0) throw fail('no-process', { folder })
  throw fail('not-listening', { path: found.map(({ path }) => path).join(' nor at ') })
}

/** The sockets of a folder by name, in order; none when there is no such folder. */
export async function socketsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => name.endsWith('.sock'))
    .toSorted()
    .map((name) => join(folder, name))
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const end = (isAlive: boolean): void => {
      socket.destroy()
      resolve(isAlive)
    }
    socket.once('connect', () => end(true))
    // Whoever may not enter still has a process there: saying so is up to the first request.
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code === 'EACCES' || code === 'EPERM'))
  })
}
