// What code does at load beside defining: timers, sockets, watchers and children, found by counting the active resources
// before and after; and listeners on the process. Each of them would outlive the purge of the code and keep it in memory.

import { createHook } from 'node:async_hooks'
import { positions, type TextPosition } from '../class/collector.js'
import type { SourcePlace } from '../class/metadata.js'

/** Something that a module did at load beside defining. */
export interface LoadEffect {
  /** Such as `Timeout`, `TCPServerWrap`, or `listener of the process for SIGINT`. */
  readonly what: string
  /** Where, when it can be told. */
  readonly place: SourcePlace | null
}

/** An effect with the callers of what caused it, the nearest first. */
export interface SeenEffect {
  readonly what: string
  readonly callers: readonly TextPosition[]
}

/** What comes and goes by itself. */
const passing = new Set(['PROMISE', 'TickObject', 'Microtask'])

/** Runs code, and gives what it has left behind. */
export function watchEffects(run: () => void): SeenEffect[] {
  const before = countActive()
  const resources: SeenEffect[] = []
  const note = (_: number, type: string): void => {
    if (!passing.has(type)) resources.push({ what: type, callers: positions() })
  }
  const hook = createHook({ init: note }).enable()
  let listeners: SeenEffect[]
  try {
    listeners = watchListeners(run)
  } finally {
    hook.disable()
  }
  return [...grown(before, countActive(), resources), ...listeners]
}

function countActive(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

/** One effect for each resource that there is more of, with the place of one that was made and has such a name. */
function* grown(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  made: readonly SeenEffect[],
): Generator<SeenEffect> {
  for (const [type, count] of after) {
    const alike = made.filter(({ what }) => plain(what) === plain(type))
    for (let i = before.get(type) ?? 0; i < count; i++) yield { what: type, callers: alike.shift()?.callers ?? [] }
  }
}

// One and the same is a TCPSERVERWRAP for hooks and a TCPServerWrap for who counts, a TCPWRAP and a TCPSocketWrap.
function plain(type: string): string {
  return type
    .toLowerCase()
    .replace(/wrap$/, '')
    .replace(/socket$/, '')
}

function watchListeners(run: () => void): SeenEffect[] {
  const seen: (SeenEffect & { readonly event: string | symbol; readonly listener: Function })[] = []
  const note = (event: string | symbol, listener: Function): void => {
    seen.push({ what: `listener of the process for ${String(event)}`, callers: positions(), event, listener })
  }
  process.on('newListener', note)
  try {
    run()
  } finally {
    process.off('newListener', note)
  }
  return seen
    .filter(({ event, listener }) => process.rawListeners(event as string).some((each) => isOf(each, listener)))
    .map(({ what, callers }) => ({ what, callers }))
}

/** Whether a registered listener is this one, or calls it once. */
function isOf(registered: Function & { readonly listener?: Function }, listener: Function): boolean {
  return registered === listener || registered.listener === listener
}
