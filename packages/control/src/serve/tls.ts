// The way in over a network: only with TLS, and only with a bearer token, which is compared in constant time.

import { createHash, timingSafeEqual } from 'node:crypto'
import { fail } from '../base/failures.js'
import type { Origin } from './app.js'
import { refusalOf } from './refusal.js'

/** A TCP address to serve at, beside the socket. */
export interface TlsOptions {
  /** The address to listen at; the default is `127.0.0.1`. */
  readonly host?: string
  /** 0 for any that is free. */
  readonly port: number
  /** The private key, as PEM. */
  readonly key: string
  /** The certificate, with those up to a root, as PEM. */
  readonly cert: string
  /** What clients have to know; at least 16 characters. */
  readonly token: string
}

const shortestToken = 16

/** What speaks against options, as sentences. Pure. */
export function tlsDefects({ port, key, cert, token }: TlsOptions): string[] {
  return [
    ...(Number.isInteger(port) && port >= 0 && port <= 65_535 ? [] : [`tls.port is ${port}, and no port`]),
    ...(typeof key === 'string' && key.includes('PRIVATE KEY') ? [] : ['tls.key is no private key in PEM']),
    ...(typeof cert === 'string' && cert.includes('CERTIFICATE') ? [] : ['tls.cert is no certificate in PEM']),
    ...(typeof token === 'string' && token.length >= shortestToken
      ? []
      : [`tls.token has less than ${shortestToken} characters: make one with \`openssl rand -hex 32\``]),
  ]
}

export type Fetch = (request: Request, origin: Origin) => Response | Promise<Response>

/** Lets only those in who know the token. */
export function guarded(fetch: Fetch, token: string): Fetch {
  return (request, origin) => {
    if (isAuthorised(request.headers.get('authorization'), token)) return fetch(request, origin)
    const { status, error } = refusalOf(fail('not-authorised', {}), 'the request')
    return Response.json({ type: 'error', error }, { status, headers: { 'www-authenticate': 'Bearer' } })
  }
}

/** Whether a header has the token. Both are hashed first, so that neither length nor content shows in the time. */
export function isAuthorised(header: string | null, token: string): boolean {
  const given = /^bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digestOf(given), digestOf(token)) && given !== ''
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
