// A process that speaks the protocol, and answers what a test wants: lines as they are given, cut where they are cut, or
// nothing at all.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnswerLine } from '../../src/protocol/answers.js'

export interface Asked {
  readonly path: string
  readonly method: string
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  readonly input: unknown
}

/** What a command answers: one document, lines, or anything by hand. */
export type Reply =
  | { readonly result: unknown }
  | { readonly lines: readonly AnswerLine[] }
  | { readonly status: number; readonly error: { code: string; message: string; defects?: string[] } }
  | ((response: ServerResponse, asked: Asked) => void)

export class StandIn implements AsyncDisposable {
  readonly asked: Asked[] = []

  private constructor(
    readonly folder: string,
    readonly path: string,
    readonly server: Server,
  ) {}

  /** Listens in a new folder; commands that are not among the replies are not found. */
  static async start(replies: Readonly<Record<string, Reply>>, name = 'app-1.sock'): Promise<StandIn> {
    const folder = await mkdtemp(join(tmpdir(), 'instar-client-'))
    const path = join(folder, name)
    const server = createServer((request, response) => void standIn.reply(request, response, replies))
    const standIn = new StandIn(folder, path, server)
    await new Promise<void>((resolve) => server.listen(path, resolve))
    return standIn
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private async reply(
    request: IncomingMessage,
    response: ServerResponse,
    replies: Readonly<Record<string, Reply>>,
  ): Promise<void> {
    const asked = await readAsked(request)
    this.asked.push(asked)
    const reply = replies[asked.path.replace('/v1/', '')]
    if (reply === undefined) sendError(response, 404, { code: 'no-such-command', message: `No command ${asked.path}.` })
    else if (typeof reply === 'function') reply(response, asked)
    else if ('lines' in reply) sendLines(response, reply.lines)
    else if ('error' in reply) sendError(response, reply.status, reply.error)
    else send(response, 200, JSON.stringify({ type: 'result', result: reply.result }))
  }
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    path: request.url ?? '',
    method: request.method ?? '',
    contentType: request.headers['content-type'],
    authorization: request.headers.authorization,
    input: JSON.parse(Buffer.concat(chunks).toString('utf8')),
  }
}

export function linesOf(lines: readonly AnswerLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function sendLines(response: ServerResponse, lines: readonly AnswerLine[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(linesOf(lines))
}

function sendError(response: ServerResponse, status: number, error: unknown): void {
  send(response, status, JSON.stringify({ type: 'error', error }))
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}
