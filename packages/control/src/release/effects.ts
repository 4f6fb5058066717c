// What a module did at load beside defining, in sentences. A timer or a listener from load time belongs to no
// instance: no upgrade ends it, and it keeps the code in memory that a purge should have let go. Pure.

import type { LoadEffect } from '@instar/core'

/** What Node calls a resource, and what an author would. */
const words: Readonly<Record<string, string>> = {
  Timeout: 'starts a timer',
  Immediate: 'asks for an immediate',
  TCPServerWrap: 'listens on a port or a socket',
  PipeServerWrap: 'listens on a socket',
  TCPSocketWrap: 'opens a connection',
  TCPWrap: 'opens a connection',
  PipeWrap: 'opens a pipe or a socket',
  TTYWrap: 'opens the terminal',
  UDPWrap: 'opens a UDP socket',
  ProcessWrap: 'starts a process',
  SignalWrap: 'waits for a signal',
  FSEventWrap: 'watches files',
  StatWatcher: 'watches files',
  MessagePort: 'opens a message port',
  Worker: 'starts a worker thread',
}

/** One sentence for each effect; `release` stands for a place that cannot be told. */
export function effectFindings(effects: readonly LoadEffect[], release: string): string[] {
  return effects.map(({ what, place }) => {
    const where = place === null ? `a module of ${release}` : `${place.file}:${place.line}`
    return `${where} ${deedOf(what)} at load: move it into start()`
  })
}

function deedOf(what: string): string {
  if (Object.hasOwn(words, what)) return words[what]!
  return what.startsWith('listener ') ? `adds a ${what}` : `leaves something open (${what})`
}
