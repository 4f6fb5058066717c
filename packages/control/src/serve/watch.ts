// The events of the system as lines, until the client hangs up or the system stops. Nobody in the system waits for a client.

import type { ActorSystem, SystemEvent } from '@instar/core'
import type { WatchedEvent } from '../protocol/answers.js'
import type { Desk } from './desk.js'
import { LineStream } from './line-stream.js'
import { plainOf } from './plain.js'

/** Streams events from now on. */
export function watch({ system, streams }: Desk, room?: number): LineStream {
  const lines = new LineStream({
    onHangUp: () => finish(),
    tellDropped: (count) => ({ type: 'event', event: { at: now(), type: 'dropped', count } }),
    ...(room === undefined ? {} : { room }),
  })
  const watching = follow(system, lines)
  const ending = { end: () => finish() }
  const finish = (): void => {
    watching.unsubscribe()
    streams.delete(ending)
    lines.end()
  }
  streams.add(ending)
  watching.add(() => finish())
  return lines
}

function follow({ events$ }: ActorSystem, lines: LineStream): ReturnType<ActorSystem['events$']['subscribe']> {
  return events$.subscribe((event) => lines.offer({ type: 'event', event: watchedEvent(event, now()) }))
}

/** An event as plain data. Pure. */
export function watchedEvent(event: SystemEvent, at: string): WatchedEvent {
  return { ...(plainOf(event) as object), type: event.type, at }
}

function now(): string {
  return new Date().toISOString()
}
