import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ControlClient } from '../../src/client/client.js'
import { testCertificate } from '../fixtures/certificate.js'

let server: Server
let control: string
const authorizations: (string | undefined)[] = []

beforeEach(async () => {
  authorizations.length = 0
  server = createServer(testCertificate, (request, response) => {
    authorizations.push(request.headers.authorization)
    response.setHeader('content-type', 'application/json').end('{"type":"result","result":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  control = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => new Promise((resolve) => server.close(resolve)))

test('over TLS the token is sent to a process whose certificate is trusted', async () => {
  const client = await ControlClient.find({ control, token: 'sixteen characters', ca: testCertificate.cert })
  expect(await client.call('classes', {})).toEqual([])
  expect(authorizations).toEqual(['Bearer sixteen characters'])
})

test('a certificate that is not trusted is told, and nothing is sent', async () => {
  const client = await ControlClient.find({ control, token: 'sixteen characters' })
  await expect(client.call('classes', {})).rejects.toMatchObject({
    code: 'not-reachable',
    message: expect.stringContaining('certificate'),
  })
  expect(authorizations).toEqual([])
})

test('a host where nobody listens is not reachable', async () => {
  await new Promise((resolve) => server.close(resolve))
  const client = await ControlClient.find({ control, token: 'sixteen characters' })
  await expect(client.call('classes', {})).rejects.toMatchObject({
    code: 'not-reachable',
    message: expect.stringContaining('nobody listens there'),
  })
  server.listen(0)
})
