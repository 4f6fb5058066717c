// What can be said about a control plane, and what is wrong with it when it is not that.

import { fail } from '../base/failures.js'
import { usualBodyLimit } from '../protocol/commands.js'
import { demandPublicKeys } from '../release/keys.js'
import type { AdmissionOptions } from './admission.js'
import { messageOf } from './thrown.js'
import { tlsDefects, type TlsOptions } from './tls.js'

export interface ControlOptions extends AdmissionOptions {
  /**
   * The path of the socket; the default is `<node>-<process id>.sock` in `$XDG_RUNTIME_DIR/instar` or `~/.instar/run`. The
   * audit log and the journal lie beside it, so a process that is to find them again needs a path of its own.
   */
  readonly path?: string
  /** The largest body of a request, in bytes; the default is 32 MiB. */
  readonly bodyLimit?: number
  /** A TCP address to serve at as well. */
  readonly tls?: TlsOptions
}

/** Throws `bad-serving`, with all that is wrong. */
export function demandControlOptions({ path, bodyLimit, requireSigned, tls }: ControlOptions): void {
  const defects = [
    ...(path === '' ? ['path is empty'] : []),
    ...(isSize(bodyLimit ?? usualBodyLimit) ? [] : [`bodyLimit is ${bodyLimit}, and no number of bytes`]),
    ...(requireSigned === undefined ? [] : keyDefects(requireSigned)),
    ...(tls === undefined ? [] : tlsDefects(tls)),
  ]
  const problems = defects.map((defect) => `  - ${defect}`).join('\n')
  if (defects.length > 0) throw fail('bad-serving', { problems, defects })
}

/** Nobody trusted is no way to trust everybody, and no way to serve. */
function keyDefects(keys: readonly string[]): string[] {
  if (keys.length === 0) return ['requireSigned names no key: no release could be accepted']
  try {
    demandPublicKeys(keys)
    return []
  } catch (error) {
    return [`requireSigned: ${messageOf(error)}`]
  }
}

function isSize(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes > 0
}
