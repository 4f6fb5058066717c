import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { isInstarError } from '@instar/core'
import { expect, test } from 'vitest'
import { host } from '../../src/greeter/acceptor.js'
import { Connection } from '../../src/greeter/connection.js'
import { GreeterServer } from '../../src/greeter/server.js'
import { Greeter } from '../../src/greeter/v1.js'
import { Greeter as NextGreeter } from '../../src/greeter/v1_1.js'
import { Talker } from './talker.js'

test('H1: a connection lives through upgrade and downgrade, and carries data after each', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await using ann = await Talker.connect(await server.getPort())
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 1.')
  expect(await server.system.upgrade(NextGreeter)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await ann.ask('ann\n')).toBe('Hey there, next version! This is line 2, ann :-)')
  expect(await server.system.upgrade(Greeter)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 3.')
})

test('who connects after an upgrade is greeted by the new version, and counted from 1', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await server.system.upgrade(NextGreeter)
  server.system.purge('Greeter')
  await using bob = await Talker.connect(await server.getPort())
  expect(await bob.ask('bob\n')).toBe('Hey there, next version! This is line 1, bob :-)')
})

test('several lines at once get an answer each, in their order', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await using ann = await Talker.connect(await server.getPort())
  ann.type('one\r\ntwo\n\n')
  expect([await ann.hear(), await ann.hear(), await ann.hear()]).toEqual([
    'Hello, one! This is line 1.',
    'Hello, two! This is line 2.',
    'Hello, ! This is line 3.',
  ])
})

test('a line that has come in by half before an upgrade is whole after it', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await using ann = await Talker.connect(await server.getPort())
  expect(await ann.ask('ann\nan')).toBe('Hello, ann! This is line 1.')
  await server.system.upgrade(NextGreeter)
  expect(await ann.ask('n again\n')).toBe('Hey there, next version! This is line 2, ann again :-)')
})

test('A1: a question that takes its time is answered by the version that was asked, after the upgrade as well', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await using ann = await Talker.connect(await server.getPort())
  expect(await ann.ask('ann\nponder why\n')).toBe('Hello, ann! This is line 1.')
  await server.system.upgrade(NextGreeter)
  expect(server.system.lingering('Greeter')).toMatchObject([{ kind: 'static', method: 'ponder', version: '1.0.0' }])
  expect(server.system.purge('Greeter').outcome).toBe('refused')
  expect(await ann.ask('ann\n')).toBe('Hey there, next version! This is line 2, ann :-)')
  expect(await ann.hear()).toBe('After some thought, in old words: why?')
  expect(server.system.purge('Greeter').outcome).toBe('purged')
})

test('a greeter ends with its connection, and nobody else does', async () => {
  await using server = await GreeterServer.open([Greeter], 0)
  await using ann = await Talker.connect(await server.getPort())
  const bob = await Talker.connect(await server.getPort())
  await Promise.all([ann.ask('ann\n'), bob.ask('bob\n')])
  expect(server.system.countInstances(Connection)).toBe(2)
  const exits = [...server.system.instancesOf(Connection)].map(({ exited }) => exited)
  await bob[Symbol.asyncDispose]()
  await Promise.race(exits)
  expect(server.system.countInstances(Connection)).toBe(1)
  expect(await ann.ask('ann\n')).toBe('Hello, ann! This is line 2.')
})

test('stopping the server closes its connections and its port', async () => {
  const server = await GreeterServer.open([Greeter], 0)
  const port = await server.getPort()
  await using ann = await Talker.connect(port)
  await ann.ask('ann\n')
  await server[Symbol.asyncDispose]()
  expect(await ann.hear()).toBeUndefined()
  await expect(once(connect(port, host), 'connect')).rejects.toThrow('ECONNREFUSED')
})

test('a port that is taken is refused with its number', async () => {
  const other = createServer().listen(0, host)
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const error: unknown = await GreeterServer.open([Greeter], port).catch((reason: unknown) => reason)
  other.close()
  expect(isInstarError(error, 'start-failed')).toBe(true)
  expect((error as Error).message).toContain(`address already in use ${host}:${port}`)
})
