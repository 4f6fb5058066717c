// Servers of HTTP for the protocol. What is so malformed that it never becomes a request is answered by a line of the protocol,
// too. The globals of the process are left alone: they belong to the application.

import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { fail } from '../base/failures.js'
import { refusalOf, type RefusalStatus } from './refusal.js'
import type { Fetch } from './tls.js'

// A host says nothing here, and Node would refuse who names none without a word.
const lenient = { requireHostHeader: false }

/** A server at a Unix socket. */
export function socketServer(fetch: Fetch): Server {
  return answeringAll(
    createServer(
      lenient,
      listenerOf((request) => fetch(request, { from: 'socket' })),
    ),
  )
}

/** A server over TLS. Throws for a key or a certificate that OpenSSL cannot read. */
export function tlsServer(fetch: Fetch, credentials: { readonly key: string; readonly cert: string }): Server {
  const { key, cert } = credentials
  const listener = listenerOf((request, { incoming }) => fetch(request, { from: addressOf(incoming.socket) }))
  return answeringAll(createTlsServer({ ...lenient, key, cert, minVersion: 'TLSv1.2' }, listener) as Server)
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

function listenerOf(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>): Listener {
  const listener = getRequestListener((request, env) => fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
    hostname: 'localhost',
    errorHandler: (error) => {
      const { status, error: told } = refusalOf(unreadable(error), 'the request')
      return Response.json({ type: 'error', error: told }, { status })
    },
  })
  return listener as Listener
}

function answeringAll(server: Server): Server {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else end(socket, unreadable(error))
  })
  server.on('connect', ({ method = '', url = '' }: IncomingMessage, socket: Duplex) => {
    end(socket, fail('wrong-method', { path: url.slice(0, 200), method, allowed: 'POST' }))
  })
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    const { status, error } = refusalOf(unreadable(new Error('it expects what is not given here')), 'the request')
    const body = JSON.stringify({ type: 'error', error })
    const length = Buffer.byteLength(body)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, connection: 'close' })
    response.end(body)
  })
  return server
}

function unreadable(error: unknown): Error {
  const defects = [error instanceof Error ? error.message : String(error)]
  return fail('bad-request', { command: 'HTTP', problems: `  - ${defects[0]}`, defects }, error)
}

const phrases: Partial<Record<RefusalStatus, string>> = { 400: 'Bad Request', 405: 'Method Not Allowed' }

/** Answers on the bare connection, and ends it. */
function end(socket: Duplex, problem: Error): void {
  const { status, error } = refusalOf(problem, 'the request')
  const body = JSON.stringify({ type: 'error', error })
  const head = [
    `HTTP/1.1 ${status} ${phrases[status] ?? 'Refused'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function addressOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`
}
