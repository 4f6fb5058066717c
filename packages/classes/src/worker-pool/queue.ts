// The queue of a pool: fair between senders, first come first served within one. Each sender has a line of its own, and the lines
// take turns, so a sender of a thousand jobs delays another one's single job by one job and not by a thousand. Plain data and pure
// functions, each of constant time. Who leaves the queue early is not looked for: `isWaiting` says who still counts.
//
//   turns  A -> B        A: a1 a2 a3     taken: a1 b1 a2 a3
//                        B: b1

import { emptyLine, first, length, type Line, push, shift } from './line.js'

/** What waits: whose turn it is, everybody's own line, and all in the order in which they came. */
export interface FairQueue<T> {
  readonly turns: Line<string>
  readonly lines: Map<string, Line<T>>
  readonly arrivals: Line<T>
  /** Those that have waited already and go first. */
  readonly again: T[]
}

export function emptyQueue<T>(): FairQueue<T> {
  return { turns: emptyLine(), lines: new Map(), arrivals: emptyLine(), again: [] }
}

/** Puts somebody at the end of the sender's line. */
export function join<T>(queue: FairQueue<T>, sender: string, item: T, isWaiting: (item: T) => boolean): void {
  let line = queue.lines.get(sender)
  if (line === undefined) {
    queue.lines.set(sender, (line = emptyLine()))
    push(queue.turns, sender)
  }
  push(line, item)
  // The order of arrival is asked for rarely: it is kept short by taking off those at its front who wait no more.
  passOver(queue.arrivals, isWaiting)
  push(queue.arrivals, item)
}

/** Puts somebody before all others. */
export function joinFirst<T>(queue: FairQueue<T>, item: T): void {
  queue.again.push(item)
}

/** Takes whose turn it is; `undefined` when nobody waits. */
export function take<T>(queue: FairQueue<T>, isWaiting: (item: T) => boolean): T | undefined {
  while (queue.again.length > 0) {
    const item = queue.again.shift()!
    if (isWaiting(item)) return item
  }
  while (length(queue.turns) > 0) {
    const sender = shift(queue.turns)!
    const line = queue.lines.get(sender)!
    passOver(line, isWaiting)
    const item = shift(line)
    passOver(line, isWaiting)
    if (length(line) === 0) queue.lines.delete(sender)
    else push(queue.turns, sender)
    if (item !== undefined) return item
  }
  return undefined
}

/** Who has waited for longest, whoever has sent it; it stays in the queue. */
export function oldest<T>(queue: FairQueue<T>, isWaiting: (item: T) => boolean): T | undefined {
  passOver(queue.arrivals, isWaiting)
  return first(queue.arrivals)
}

/** Takes off the front those who wait no more. */
function passOver<T>(line: Line<T>, isWaiting: (item: T) => boolean): void {
  while (length(line) > 0 && !isWaiting(first(line)!)) shift(line)
}
