// The client of a control plane: one method for commands, one for the stream of events. It holds no connection between
// two commands, so it need not be closed.

import type { IncomingMessage } from 'node:http'
import type { AnswerLine, Progress, Results, WatchedEvent } from '../protocol/answers.js'
import type { Command, Input } from '../protocol/commands.js'
import { type Address, formatAddress } from './address.js'
import { findAddress } from './discovery.js'
import { ask, hungUp, notInstar, type Question, troubleOf } from './exchange.js'
import { parseLine, splitLines } from './lines.js'
import { failureOf } from './wire-error.js'

export interface ClientOptions {
  /**
   * The path of a socket, or `https://host:port`. The default is the environment variable INSTAR_CONTROL, and without that
   * the only socket of the folder that somebody listens at.
   */
  readonly control?: string | undefined
  /** The folder to look into; the default is `$XDG_RUNTIME_DIR/instar`, or `~/.instar/run`. */
  readonly folder?: string | undefined
  /** The bearer token; needed over TLS. */
  readonly token?: string | undefined
  /** Certificates to trust over TLS, as PEM; the default is what Node trusts. */
  readonly ca?: string | undefined
}

export interface AskOptions {
  /** Told how far an action has come. */
  readonly onProgress?: (progress: Progress) => void
  /** Told what happens in the course of an action: the lines that a script says, as events of the type `said`. */
  readonly onEvent?: (event: WatchedEvent) => void
  /** Stops waiting. An action that has begun goes on in the process. */
  readonly signal?: AbortSignal | undefined
}

/** Commands a process that someone else started. Every method throws `ControlFailure`s. */
export class ControlClient {
  private constructor(
    private readonly target: Address,
    private readonly options: ClientOptions,
  ) {}

  /**
   * Finds the process. Throws `no-process`, `several-processes`, `not-listening` or `bad-address`; nothing is sent yet, so an
   * address that is given is not tried.
   */
  static async find(options: ClientOptions = {}): Promise<ControlClient> {
    const control = options.control ?? (process.env['INSTAR_CONTROL'] || undefined)
    return new ControlClient(await findAddress(control, options.folder), options)
  }

  /** Where the process is: the path of the socket, or `https://host:port`. */
  get address(): string {
    return formatAddress(this.target)
  }

  /**
   * Sends a command and gives its result. Throws what the process answers, with its code and `facts.defects`; `no-socket`,
   * `not-listening` and `not-reachable` when nothing was done; `hung-up` and `interrupted` when an action may go on.
   */
  async call<C extends Command>(command: C, input: Input<C>, options: AskOptions = {}): Promise<Results[C]> {
    const question = this.questionFor(command, input, options.signal)
    for await (const line of this.linesOf(question)) {
      if (line.type === 'result') return line.result as Results[C]
      if (line.type === 'progress') options.onProgress?.(line.progress)
      if (line.type === 'event') options.onEvent?.(line.event)
    }
    throw hungUp(this.target, command)
  }

  /** Events as they happen, from now on, until the signal is aborted or the process ends its service. */
  async *watch(signal?: AbortSignal): AsyncGenerator<WatchedEvent, void, undefined> {
    try {
      for await (const line of this.linesOf(this.questionFor('watch', {}, signal)))
        if (line.type === 'event') yield line.event
    } catch (error) {
      if (signal?.aborted !== true) throw error
    }
  }

  private questionFor<C extends Command>(command: C, input: Input<C>, signal?: AbortSignal): Question {
    const { token, ca } = this.options
    return { address: this.target, command, input, token, ca, signal }
  }

  /** The lines of an answer but for an error, which is thrown. */
  private async *linesOf(question: Question): AsyncGenerator<AnswerLine> {
    const answer = await ask(question)
    try {
      for await (const text of textsOf(answer)) {
        const line = parseLine(text)
        if (line === undefined)
          throw notInstar(this.target, `it answered ${question.command} with status ${answer.statusCode}`)
        if (line.type === 'error') throw failureOf(line.error, this.address)
        yield line
      }
    } catch (error) {
      throw answer.errored === error ? troubleOf(error as Error, question) : error
    }
  }
}

/** JSON as it is, lines one by one. */
async function* textsOf(answer: IncomingMessage): AsyncGenerator<string> {
  if (answer.headers['content-type']?.startsWith('application/x-ndjson')) return yield* splitLines(answer)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer) chunks.push(chunk as Uint8Array)
  yield Buffer.concat(chunks).toString('utf8')
}
