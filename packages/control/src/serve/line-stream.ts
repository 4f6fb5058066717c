// Lines on their way to a client: a stream of JSON texts that may be slower than what it tells of. A bounded number waits;
// what comes beyond that is dropped and counted, and the client is told how many as soon as there is room. The last line is
// never dropped.

import type { AnswerLine } from '../protocol/answers.js'
import { plainOf } from './plain.js'

/** How many lines may wait for a client. */
const usualRoom = 1000

export interface LineStreamOptions {
  /** Called when the client has hung up. */
  readonly onHangUp?: () => void
  /** The line that tells of so many dropped ones; without it nobody is told. */
  readonly tellDropped?: (count: number) => AnswerLine
  readonly room?: number
}

export class LineStream {
  /** The lines as bytes. */
  readonly bytes: ReadableStream<Uint8Array>
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null
  private dropped = 0

  constructor(private readonly options: LineStreamOptions = {}) {
    const { onHangUp, room = usualRoom } = options
    this.bytes = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller
        },
        pull: () => this.confess(),
        cancel: () => {
          this.controller = null
          onHangUp?.()
        },
      },
      new CountQueuingStrategy({ highWaterMark: room }),
    )
  }

  /** Sends a line, if there is room for it. */
  offer(line: AnswerLine): void {
    this.confess()
    if (this.hasRoom) this.send(line)
    else this.dropped += 1
  }

  /** Ends the stream, with a last line if there is one. */
  end(last?: AnswerLine): void {
    if (this.controller === null) return
    if (last !== undefined) this.send(last)
    this.controller.close()
    this.controller = null
  }

  private get hasRoom(): boolean {
    return (this.controller?.desiredSize ?? 0) > 0
  }

  private confess(): void {
    const { tellDropped } = this.options
    if (this.dropped === 0 || !this.hasRoom) return
    const count = this.dropped
    this.dropped = 0
    if (tellDropped !== undefined) this.send(tellDropped(count))
  }

  private send(line: AnswerLine): void {
    this.controller?.enqueue(new TextEncoder().encode(`${textOf(line)}\n`))
  }
}

// What is told is plain data; should something else ever get into it, that must not harm the process that is told of.
function textOf(line: AnswerLine): string {
  try {
    return JSON.stringify(line)
  } catch {
    return JSON.stringify(plainOf(line))
  }
}
