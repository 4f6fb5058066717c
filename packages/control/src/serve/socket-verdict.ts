// What becomes of the path of a socket, decided from what is there. Pure. A socket that nobody listens at is left behind by
// every process that was killed; whether anybody does can only be found out by asking.

/** What is at the path. */
export type Occupant = 'nothing' | 'socket' | 'link' | 'folder' | 'file'

/** What a connection to the socket met. */
export type Knock =
  /** Somebody listens. */
  | 'answered'
  /** Nobody does: the socket is left over. */
  | 'refused'
  /** The socket went away meanwhile. */
  | 'gone'
  /** Something else; who listens is not known. */
  | 'unknown'

export type SocketVerdict =
  /** Listen. */
  | { readonly type: 'free' }
  /** Remove what is left over, then listen. */
  | { readonly type: 'stale' }
  | { readonly type: 'refused'; readonly code: SocketDefect; readonly what?: string }

export type SocketDefect = 'socket-in-use' | 'socket-is-link' | 'socket-is-file' | 'socket-unknown'

/** The verdict on what is at a path; `knock` matters for a socket only. */
export function judgeSocket(occupant: Occupant, knock: Knock | null): SocketVerdict {
  if (occupant === 'nothing') return { type: 'free' }
  if (occupant === 'link') return { type: 'refused', code: 'socket-is-link' }
  if (occupant !== 'socket') return { type: 'refused', code: 'socket-is-file', what: `a ${occupant}` }
  if (knock === 'gone') return { type: 'free' }
  if (knock === 'refused') return { type: 'stale' }
  return { type: 'refused', code: knock === 'answered' ? 'socket-in-use' : 'socket-unknown' }
}

/** The longest path of a socket in bytes: `sun_path` has 108 on Linux, 104 elsewhere, and a zero at its end. */
export function longestSocketPath(platform: string): number {
  return platform === 'linux' ? 107 : 103
}
