// A system that is served in a folder of its own, with a client that knows nothing but HTTP: what it sends and gets is what
// PROTOCOL.md promises.

import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Actor, actor, ActorSystem, attribute, request as answers, type SystemOptions } from '@instar/core'
import type { AnswerLine, Results } from '../../src/protocol/answers.js'
import type { Command, Input } from '../../src/protocol/commands.js'
import type { ControlOptions } from '../../src/serve/options.js'
import { type ControlServer, serveControl } from '../../src/serve/serve.js'
import type { ClassText } from '../fixtures/releases.js'

/** The class that the tests begin with. */
export function catOf(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: 4 }) age!: number
    @answers() getAge() {
      return this.age
    }
  }
  return Cat
}

/** The same class one version on, as a release has it. */
export function catText(version: string, more: Partial<ClassText> = {}): ClassText {
  return { name: 'Cat', version, attributes: { age: '4' }, requests: { getAge: `() { return '${version}' }` }, ...more }
}

/** A folder for sockets; disposing removes it. */
export class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'instar-serve-')))
  }

  at(...names: string[]): string {
    return join(this.path, ...names)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.path, { recursive: true, force: true })
  }
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly headers: IncomingMessage['headers']
  readonly lines: readonly AnswerLine[]
}

/** A system, its control plane and their folder. */
export class Served implements AsyncDisposable {
  private constructor(
    readonly system: ActorSystem,
    readonly server: ControlServer,
    readonly folder: Folder,
  ) {}

  static async start(options: ControlOptions = {}, systemOptions: SystemOptions = {}): Promise<Served> {
    const folder = await Folder.make()
    const system = await ActorSystem.start({ node: 'test', ...systemOptions })
    return new Served(system, await serveControl(system, { path: folder.at('x.sock'), ...options }), folder)
  }

  get path(): string {
    return this.server.path
  }

  /** The whole answer to a command. */
  ask<C extends Command>(command: C, input: Input<C>): Promise<Answer> {
    return send(this.path, { path: `/v1/${command}`, body: JSON.stringify(input) })
  }

  /** The result of a command that succeeds. */
  async result<C extends Command>(command: C, input: Input<C>): Promise<Results[C]> {
    const { lines } = await this.ask(command, input)
    const last = lines.at(-1)
    if (last?.type !== 'result') throw new Error(`${command} answered ${JSON.stringify(last)}`)
    return last.result as Results[C]
  }

  /** The error of a command that fails. */
  async error<C extends Command>(command: C, input: Input<C>): Promise<{ status: number; code: string; text: string }> {
    const { status, lines } = await this.ask(command, input)
    const last = lines.at(-1)
    if (last?.type !== 'error') throw new Error(`${command} answered ${JSON.stringify(last)}`)
    return { status, code: last.error.code, text: [last.error.message, ...(last.error.defects ?? [])].join('\n') }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.stop()
    await this.server.close()
    await this.folder[Symbol.asyncDispose]()
  }
}

export interface Sending {
  readonly method?: string
  readonly path: string
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request to a socket; gives the whole answer. */
export async function send(socketPath: string, sending: Sending): Promise<Answer> {
  const response = await begin(socketPath, sending)
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return {
    status: response.statusCode!,
    type: response.headers['content-type'] ?? '',
    headers: response.headers,
    lines: text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AnswerLine])),
  }
}

/** Sends a request; gives the answer as it begins. */
export function begin(
  socketPath: string,
  { method = 'POST', path, body = '', headers }: Sending,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath, method, path, agent: false, headers: { 'content-type': 'application/json', ...headers } },
      resolve,
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

/** A promise that the test settles itself. */
export class Gate {
  open!: () => void
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve
  })
}
