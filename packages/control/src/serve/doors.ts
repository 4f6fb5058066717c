// What listens: the Unix socket, and beside it, if that is wanted, a TCP address. Both or none.

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fail } from '../base/failures.js'
import { ClosingServer } from './closing.js'
import { socketServer, tlsServer } from './http-server.js'
import { listenAtSocket } from './socket.js'
import { messageOf } from './thrown.js'
import { type Fetch, guarded, type TlsOptions } from './tls.js'

export interface Doors {
  readonly servers: readonly ClosingServer[]
  /** The TCP port; null without TLS. */
  readonly port: number | null
}

/** Listens at a path that is clear. Throws `socket-in-use`, or `bad-serving` for what is wrong with TLS. */
export async function openDoors(fetch: Fetch, path: string, tls: TlsOptions | undefined): Promise<Doors> {
  const server = socketServer(fetch)
  const guard = tls === undefined ? null : credible(guarded(fetch, tls.token), tls)
  const servers = [server, ...(guard === null ? [] : [guard])].map((each) => new ClosingServer(each))
  try {
    // What may fail for its options comes before what others may find.
    const port = guard === null ? null : await listenAtPort(guard, tls!)
    await listenAtSocket(server, path)
    return { servers, port }
  } catch (error) {
    guard?.close()
    throw error
  }
}

function credible(fetch: Fetch, tls: TlsOptions): Server {
  try {
    return tlsServer(fetch, tls)
  } catch (error) {
    throw unserved(`tls: ${messageOf(error)}`, error)
  }
}

async function listenAtPort(server: Server, { host = '127.0.0.1', port }: TlsOptions): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening').catch((error: unknown) => {
    throw unserved(`tls: ${host}:${port} cannot be listened at: ${messageOf(error)}`, error)
  })
  return (server.address() as AddressInfo).port
}

function unserved(defect: string, cause: unknown): Error {
  return fail('bad-serving', { problems: `  - ${defect}`, defects: [defect] }, cause)
}
