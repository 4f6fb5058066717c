// What is no command, or malformed, gets an error of the protocol and changes nothing.

import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { isJson } from '../../src/serve/request-body.js'
import { type Answer, Served, send, type Sending } from './served.js'

/** As they are before anything is served. */
const globals = [globalThis.Request, globalThis.Response]

const cases: readonly (readonly [string, Sending, number, string])[] = [
  ['a path without a command', { path: '/v1/' }, 404, 'no-such-command'],
  ['an unknown command', { path: '/v1/explode', body: '{}' }, 404, 'no-such-command'],
  ['a property of objects', { path: '/v1/constructor', body: '{}' }, 404, 'no-such-command'],
  ['another path', { path: '/favicon.ico', method: 'GET' }, 404, 'no-such-command'],
  ['a newer protocol', { path: '/v2/status', body: '{}' }, 400, 'other-protocol'],
  ['a query by GET', { path: '/v1/status', method: 'GET' }, 405, 'wrong-method'],
  ['an upgrade by PUT', { path: '/v1/upgrade', method: 'PUT', body: '{}' }, 405, 'wrong-method'],
  ['a POST to the root', { path: '/', body: '{}' }, 405, 'wrong-method'],
  ['another type', { path: '/v1/status', body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'wrong-type'],
  ['a body that is empty', { path: '/v1/status' }, 400, 'bad-request'],
  ['a body that is no JSON', { path: '/v1/status', body: '{' }, 400, 'bad-request'],
  [
    'a body that is no UTF-8',
    { path: '/v1/inspect', body: Buffer.from('{"which":"\xff"}', 'latin1') },
    400,
    'bad-request',
  ],
  ['a body that is no object', { path: '/v1/status', body: '[]' }, 400, 'bad-request'],
  ['a field that is unknown', { path: '/v1/confirm', body: '{"force":true}' }, 400, 'bad-request'],
  ['a field of objects', { path: '/v1/confirm', body: '{"__proto__":{}}' }, 400, 'bad-request'],
  ['what is too deep', { path: '/v1/upgrade', body: nested(200) }, 400, 'bad-request'],
  ['what is deep beyond measure', { path: '/v1/upgrade', body: nested(1_000_000) }, 400, 'bad-request'],
]

function nested(levels: number): string {
  return `{"release":"x","options":{"extra":${'['.repeat(levels)}${']'.repeat(levels)}}}`
}

test.each(cases)('%s is refused', async (_, sending, status, code) => {
  await using served = await Served.start()
  const answer = await send(served.path, sending)
  expect(answer).toMatchObject({ status, lines: [{ type: 'error', error: { code, message: expect.any(String) } }] })
  expect(answer.type).toBe('application/json')
  if (status === 405) expect(answer.headers.allow).toBe(sending.path === '/' ? 'GET' : 'POST')
  expect(await served.result('history', {})).toEqual([])
})

test('all problems of a request are told at once', async () => {
  await using served = await Served.start()
  const { lines } = await send(served.path, { path: '/v1/purge', body: '{"class":"","mode":"gentle","x":1}' })
  expect(lines).toMatchObject([
    {
      error: {
        defects: [expect.stringContaining('class'), expect.stringContaining('mode'), expect.stringContaining('x')],
      },
    },
  ])
})

test.each([
  ['that says so', { 'content-length': '2000' }],
  ['that does not say so', { 'transfer-encoding': 'chunked' }],
])('a body that is too large, %s, is refused; one that fits is not', async (_, headers) => {
  await using served = await Served.start({ bodyLimit: 1000 })
  const body = `{"class":"${'x'.repeat(1988)}"}`
  expect(await send(served.path, { path: '/v1/purge', body, headers })).toMatchObject({
    status: 413,
    lines: [{ error: { code: 'too-large' } }],
  })
  const fitting = { path: '/v1/status', body: '{}', headers: 'transfer-encoding' in headers ? headers : {} }
  expect(await send(served.path, fitting)).toMatchObject({ status: 200 })
})

test('what is no HTTP gets an error of the protocol all the same', async () => {
  await using served = await Served.start()
  const answers = await Promise.all(
    [
      'hello\r\n\r\n',
      'GET / HTTP/9\r\n\r\n',
      'POST /v1/status HTTP/1.1\r\nconnection: close\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
      'POST /v1/status HTTP/1.1\r\nhost: a b/\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}',
      'POST /v1/status HTTP/1.1\r\nhost: a\r\nexpect: miracles\r\ncontent-length: 2\r\n\r\n{}',
      `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
    ].map((text) => raw(served.path, text)),
  )
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 (400|405|415) /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({
      type: 'error',
      error: { message: expect.any(String) },
    })
  }
  expect(await served.result('status', {})).toMatchObject({ node: 'test' })
})

/** What comes back for bytes that are sent as they are. */
async function raw(path: string, text: string): Promise<string> {
  const socket = connect(path)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return String(Buffer.concat(chunks))
}

test('a client that hangs up in the middle of its request has asked for nothing', async () => {
  await using served = await Served.start()
  const socket = connect(served.path)
  socket.write('POST /v1/confirm HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{')
  await once(socket, 'ready').catch(() => {})
  socket.destroy()
  await once(socket, 'close')
  expect(await served.result('history', {})).toEqual([])
})

test('the globals of the process are left alone', async () => {
  await using served = await Served.start()
  const answer: Answer = await served.ask('status', {})
  expect(answer.status).toBe(200)
  expect([globalThis.Request, globalThis.Response]).toEqual(globals)
})

test.each([
  ['application/json', true],
  ['Application/JSON; charset=UTF-8', true],
  ['application/json; charset="utf-8"', true],
  ['application/json; charset=latin1', false],
  ['application/jsonp', false],
  ['text/json', false],
  [null, false],
])('%s is JSON: %s', (type, isOne) => {
  expect(isJson(type)).toBe(isOne)
})
