// The way in over a network: TLS and a token, or nothing.

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { request, type RequestOptions } from 'node:https'
import { request as requestPlainly } from 'node:http'
import { readFile } from 'node:fs/promises'
import { ActorSystem } from '@instar/core'
import { describe, expect, test } from 'vitest'
import type { AnswerLine } from '../../src/protocol/answers.js'
import { serveControl } from '../../src/serve/serve.js'
import { isAuthorised, tlsDefects } from '../../src/serve/tls.js'
import { testCertificate } from '../fixtures/certificate.js'
import { catOf, Folder, Served } from './served.js'

const token = 'a-token-that-is-long-enough'
const tls = { ...testCertificate, port: 0, token }

function ask(
  port: number,
  command: string,
  { authorization, body = '{}' }: { authorization?: string; body?: string },
): Promise<{ status: number; line: AnswerLine }> {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: `/v1/${command}`,
    headers,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, ca: testCertificate.cert }, async (answer) => {
      const text = String(Buffer.concat(await answer.toArray()))
      resolve({ status: answer.statusCode!, line: JSON.parse(text.trim().split('\n').at(-1)!) as AnswerLine })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

test('who has the token is served, and the log says from where', async () => {
  await using served = await Served.start({ tls })
  served.system.register(catOf())
  const port = served.server.port!
  const authorization = `Bearer ${token}`
  expect(await ask(port, 'status', { authorization })).toMatchObject({ status: 200, line: { type: 'result' } })
  expect(await ask(port, 'confirm', { authorization })).toMatchObject({ status: 200, line: { type: 'result' } })
  const [begun] = (await readFile(served.folder.at('x.control', 'audit.jsonl'), 'utf8')).split('\n')
  expect(JSON.parse(begun!)).toMatchObject({ command: 'confirm', from: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
})

test.each([undefined, 'Bearer', 'Bearer wrong', `Bearer ${token}x`, `Basic ${token}`, token])(
  'who says %s is refused, whatever is asked for',
  async (authorization) => {
    await using served = await Served.start({ tls })
    for (const command of ['status', 'confirm', 'nothing'])
      expect(
        await ask(served.server.port!, command, authorization === undefined ? {} : { authorization }),
      ).toMatchObject({
        status: 401,
        line: { type: 'error', error: { code: 'not-authorised' } },
      })
    expect(await served.result('history', {})).toEqual([])
  },
)

test('nothing is said without TLS', async () => {
  await using served = await Served.start({ tls })
  const answer = new Promise((resolve, reject) => {
    const sent = requestPlainly({ host: '127.0.0.1', port: served.server.port!, path: '/', agent: false }, resolve)
    sent.once('error', reject)
    sent.end()
  })
  await expect(answer).rejects.toThrow()
})

test('the token is not needed at the socket', async () => {
  await using served = await Served.start({ tls })
  expect(await served.result('status', {})).toMatchObject({ node: 'test' })
})

test('all that is wrong with how it is to be served is told at once, and nothing listens', async () => {
  await using folder = await Folder.make()
  await using system = await ActorSystem.start()
  const wrong = {
    path: folder.at('x.sock'),
    bodyLimit: 0,
    requireSigned: [],
    tls: { port: 99_999, key: '', cert: '', token: 'short' },
  }
  await expect(serveControl(system, wrong)).rejects.toMatchObject({
    code: 'bad-serving',
    facts: { defects: expect.objectContaining({ length: 6 }) },
  })
  await expect(serveControl(system, { path: folder.at('x.sock'), requireSigned: ['x'] })).rejects.toMatchObject({
    code: 'bad-serving',
  })
})

test('a key that is none, and a port that is taken, leave no socket behind', async () => {
  await using served = await Served.start({ tls })
  const path = served.folder.at('y.sock')
  const key = '-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----'
  for (const wrong of [
    { ...tls, key },
    { ...tls, port: served.server.port! },
  ])
    await expect(serveControl(served.system, { path, tls: wrong })).rejects.toMatchObject({ code: 'bad-serving' })
  await using server = await serveControl(served.system, { path })
  expect(server.port).toBeNull()
})

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('of two that want the same path at once one is served, and the other leaves its port free', async () => {
  await using folder = await Folder.make()
  await using system = await ActorSystem.start()
  const ports = [await freePort(), await freePort()]
  const path = folder.at('x.sock')
  const both = await Promise.allSettled(ports.map((port) => serveControl(system, { path, tls: { ...tls, port } })))
  const served = both.findIndex(({ status }) => status === 'fulfilled')
  expect(both[1 - served]).toMatchObject({ status: 'rejected', reason: { code: 'socket-in-use' } })
  const again = createServer().listen(ports[1 - served], '127.0.0.1')
  await once(again, 'listening')
  again.close()
})

describe('a token', () => {
  test('is demanded to be long enough', () => {
    expect(tlsDefects({ ...tls, token: '123456789012345' })).toHaveLength(1)
    expect(tlsDefects({ ...tls, token: '1234567890123456' })).toEqual([])
  })

  test('is compared as a whole', () => {
    expect(isAuthorised(`bearer ${token}`, token)).toBe(true)
    expect(isAuthorised(null, token)).toBe(false)
    expect(isAuthorised('Bearer ', '')).toBe(false)
    expect(isAuthorised(`Bearer ${token.slice(0, -1)}`, token)).toBe(false)
  })
})
