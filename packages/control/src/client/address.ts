// Where a process is asked: at a Unix socket of this machine, or over TLS at another one. Nothing else: plain HTTP over a
// network would carry the token in the clear.

import { fail } from '../base/failures.js'

export type Address =
  /** A Unix socket, by its path. */
  | { readonly type: 'socket'; readonly path: string }
  /** A host and a port where TLS is spoken. */
  | { readonly type: 'tls'; readonly host: string; readonly port: number }

/** Reads what `--control` and INSTAR_CONTROL say. Throws `bad-address`. */
export function parseAddress(control: string): Address {
  if (control === '') throw fail('bad-address', { control, problem: 'it is empty' })
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(control)) return { type: 'socket', path: control }
  return tlsAddress(control)
}

/** An address as people write it. */
export function formatAddress(address: Address): string {
  return address.type === 'socket' ? address.path : `https://${address.host}:${address.port}`
}

function tlsAddress(control: string): Address {
  const url = URL.canParse(control) ? new URL(control) : null
  if (url === null) throw fail('bad-address', { control, problem: 'it cannot be read as an address' })
  if (url.protocol !== 'https:') throw fail('bad-address', { control, problem: 'only https goes over a network' })
  const hasMore = url.pathname !== '/' || url.search !== '' || url.username !== ''
  if (hasMore) throw fail('bad-address', { control, problem: 'there is more to it than a host and a port' })
  return { type: 'tls', host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) }
}
