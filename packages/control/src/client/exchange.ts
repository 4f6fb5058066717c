// One request and the way to its answer. What goes wrong before an answer has begun is told apart here: nobody there,
// nobody listening, no right to enter, hung up.

import { request as requestPlainly, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { type ControlFailure, fail } from '../base/failures.js'
import { type Command, commands, protocolVersion } from '../protocol/commands.js'
import { type Address, formatAddress } from './address.js'

export interface Question {
  readonly address: Address
  readonly command: Command
  readonly input: object
  readonly token?: string | undefined
  /** Certificates that are trusted, as PEM; the default is what Node trusts. */
  readonly ca?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Sends a command; resolves when the answer begins. Throws what `troubleOf` says. */
export function ask(question: Question): Promise<IncomingMessage> {
  const body = JSON.stringify(question.input)
  if (question.signal?.aborted === true)
    return Promise.reject(interrupted(question.command, 'Nothing was sent, so nothing was done.'))
  return new Promise((resolve, reject) => {
    const send = question.address.type === 'tls' ? requestOverTls : requestPlainly
    const request = send(optionsOf(question, body), resolve)
    request.once('error', (error) => reject(troubleOf(error, question)))
    request.end(body)
  })
}

/** What an error of the connection means to who asked. */
export function troubleOf(error: NodeJS.ErrnoException, { address, command, signal }: Question): ControlFailure {
  if (signal?.aborted === true) return interrupted(command, consequenceFor(command))
  if (address.type === 'socket' && error.code === 'ENOENT') return fail('no-socket', { path: address.path })
  if (address.type === 'socket' && error.code === 'ECONNREFUSED') return fail('not-listening', { path: address.path })
  if (isHangUp(error)) return hungUp(address, command, error)
  if (error.code?.startsWith('HPE_')) return notInstar(address, 'it does not answer in HTTP')
  const problem = problems[error.code ?? ''] ?? error.message
  return fail('not-reachable', { address: formatAddress(address), problem }, error)
}

/** The other side went away; an action may go on without anybody who waits for it. */
export function hungUp(address: Address, command: Command, cause?: unknown): ControlFailure {
  const facts = { address: formatAddress(address), command, consequence: consequenceFor(command) }
  return fail('hung-up', facts, cause)
}

export function notInstar(address: Address, problem: string): ControlFailure {
  return fail('not-instar', { address: formatAddress(address), problem })
}

function interrupted(command: Command, consequence: string): ControlFailure {
  return fail('interrupted', { command, consequence })
}

function consequenceFor(command: Command): string {
  if (commands[command].kind !== 'action') return 'Nothing was changed.'
  return 'If the process lives, it goes on with it: `instar history` says how it ended.'
}

function isHangUp({ code, message }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE' || message === 'aborted' || message === 'socket hang up'
}

const problems: Readonly<Record<string, string>> = {
  EACCES: 'you may not connect to it',
  EPERM: 'you may not connect to it',
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  ENOTSOCK: 'it is no socket',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
}

function optionsOf({ address, command, token, ca, signal }: Question, body: string): RequestOptions {
  return {
    method: 'POST',
    path: `/v${protocolVersion}/${command}`,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    // A connection of its own, so that nothing keeps the process alive afterwards.
    agent: false,
    ...(signal === undefined ? {} : { signal }),
    ...(address.type === 'socket' ? { socketPath: address.path } : { host: address.host, port: address.port }),
    ...(ca === undefined ? {} : { ca }),
  }
}
