// The protocol over HTTP: from a request to a command, and from its outcome to an answer. Whatever comes is answered by a
// line of the protocol; only a request without a fault reaches the system.

import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { fail } from '../base/failures.js'
import type { AnswerLine } from '../protocol/answers.js'
import { type Command, commands, type Input, protocolVersion } from '../protocol/commands.js'
import type { ActionCommand } from './action.js'
import { actions } from './actions.js'
import type { Desk } from './desk.js'
import { LineStream } from './line-stream.js'
import { queries, type QueryCommand } from './queries.js'
import { refusalOf } from './refusal.js'
import { isJson, parseInput, readBody } from './request-body.js'
import { commandPath, isCommand, methodOf, straying } from './route.js'
import { type Order, undertake } from './undertaking.js'
import { watch } from './watch.js'

/** What the transport says of a request. */
export interface Origin {
  /** `socket`, or the address of the client. */
  readonly from: string
}

interface Environment {
  readonly Bindings: Origin
}

export type App = Hono<Environment>

/** Serves the protocol for one system. */
export function makeApp(desk: Desk, bodyLimit: number): App {
  const app: App = new Hono()
  app.get('/', (c) => c.json({ instar: 1, protocol: [protocolVersion] }))
  app.post(`${commandPath}:command`, async (c) => {
    const command = c.req.param('command')
    if (!isCommand(command)) throw straying(c.req.method, c.req.path)
    const contentType = c.req.header('content-type')
    if (!isJson(contentType ?? null)) throw fail('wrong-type', { type: contentType ?? 'of no stated type' })
    return answer(desk, command, parseInput(command, await readBody(c.req.raw, bodyLimit)), c.env.from)
  })
  app.notFound((c) => refuse(straying(c.req.method, c.req.path), c))
  app.onError(refuse)
  return app
}

/** The answer to anything that was thrown on the way. */
function refuse(error: unknown, c: Context): Response {
  const { status, error: told } = refusalOf(error, c.req.path.slice(commandPath.length) || 'the request')
  if (status === 405) c.header('allow', methodOf(c.req.path) ?? 'POST')
  if (status === 401) c.header('www-authenticate', 'Bearer')
  return c.json({ type: 'error', error: told } satisfies AnswerLine, status as ContentfulStatusCode)
}

async function answer<C extends Command>(desk: Desk, command: C, input: Input<C>, from: string): Promise<Response> {
  const { kind } = commands[command]
  if (kind === 'stream') return streamed(watch(desk))
  if (kind === 'action') {
    const action = actions[command as ActionCommand]
    return acted(desk, { command, action, input, from } as unknown as Order<ActionCommand>)
  }
  const query = queries[command as QueryCommand] as (desk: Desk, input: unknown) => unknown
  return Response.json({ type: 'result', result: await query(desk, input) } satisfies AnswerLine)
}

/** Begins an action, and tells how it goes as long as somebody listens. */
async function acted(desk: Desk, order: Order<ActionCommand>): Promise<Response> {
  const undertaking = await undertake(desk, order)
  const lines = new LineStream()
  const end = undertaking({
    onProgress: (progress) => lines.offer({ type: 'progress', progress }),
    onEvent: (event) => lines.offer({ type: 'event', event }),
  })
  void end.then((last) => lines.end(last))
  return streamed(lines)
}

function streamed({ bytes }: LineStream): Response {
  return new Response(bytes, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } })
}
