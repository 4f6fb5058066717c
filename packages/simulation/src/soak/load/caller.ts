// One client: a real socket, and the conversation that it has over it. It asks in small bursts with pauses by chance, does not
// wait for one answer before it asks the next, and in the end reads the sums of all that it has sent.

import type { Random } from '@instar/core'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Answer, Op } from '../protocol.js'
import { pause } from '../pause.js'
import type { Conversation } from './conversation.js'

const window = 16
const meanPauseMs = 25
const longestBurst = 4
const largestWord = 999
/** Milliseconds after which what has not been answered in the end counts as lost. */
const patienceMs = 60_000
/** The same, once a later answer has come. */
const graceMs = 500

/** How often each op is asked for, relative to the others. */
const mix: Readonly<Record<Op, number>> = {
  ping: 2,
  deposit: 6,
  slow: 2,
  sum: 1,
  say: 6,
  chain: 1,
  work: 3,
  tariff: 3,
  note: 4,
  chant: 4,
}
const ops = Object.entries(mix).flatMap(([op, times]) => Array.from({ length: times }, () => op as Op))

export class Caller {
  private socket!: Socket
  private rest = ''
  private hasHungUp = false
  private onQuiet = (): void => {}

  constructor(
    private readonly conversation: Conversation,
    private readonly port: number,
    private readonly random: Random,
    /** Whether an answer is to be overlooked: to see that it is missed. */
    private readonly isOverlooked: () => boolean,
  ) {}

  /** Connects, asks `bursts` times or until it is told to stop, and hangs up when all is answered. */
  async call(bursts: number, isOver: () => boolean): Promise<void> {
    await this.connect()
    for (let i = 0; i < bursts && !isOver() && !this.socket.destroyed; i++) {
      if (this.conversation.waiting < window) this.burst()
      await pause(this.random.next() * 2 * meanPauseMs)
    }
    this.ask('sum')
    this.ask('chain')
    await this.quiet()
    if (this.conversation.waiting > 0 && !this.socket.destroyed) await pause(graceMs)
    this.conversation.lose()
    this.hasHungUp = true
    this.socket.end()
    if (!this.socket.closed) await once(this.socket, 'close')
  }

  private async connect(): Promise<void> {
    this.conversation.reconnect()
    this.conversation.tally.connections += 1
    this.rest = ''
    this.hasHungUp = false
    this.socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true })
    this.socket.on('data', (chunk) => this.hear(String(chunk)))
    this.socket.on('error', (error) => this.conversation.complain(`its socket failed: ${error.message}`))
    this.socket.on('close', () => this.endOfSocket())
    await once(this.socket, 'connect')
  }

  private endOfSocket(): void {
    if (!this.hasHungUp) this.conversation.tally.disconnects += 1
    this.onQuiet()
  }

  private burst(): void {
    const length = 1 + Math.floor(this.random.next() * longestBurst)
    for (let i = 0; i < length; i++) this.ask(ops[Math.floor(this.random.next() * ops.length)]!)
  }

  private ask(op: Op): void {
    const asked = this.conversation.ask(op, 1 + Math.floor(this.random.next() * largestWord))
    this.socket.write(`${JSON.stringify(asked)}\n`)
  }

  private hear(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) if (!this.isOverlooked()) this.conversation.hear(JSON.parse(line) as Answer)
    if (this.conversation.isAtEnd) this.onQuiet()
  }

  /** Settles when the last is answered, when the socket has ended, or when patience has. */
  private async quiet(): Promise<void> {
    if (this.conversation.isAtEnd || this.socket.destroyed) return
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, patienceMs)
      this.onQuiet = () => {
        clearTimeout(patience)
        resolve()
      }
    })
  }
}
