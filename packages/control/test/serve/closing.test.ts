// The end of the service.

import { once } from 'node:events'
import { lstat } from 'node:fs/promises'
import { connect } from 'node:net'
import { ActorSystem } from '@instar/core'
import { expect, test } from 'vitest'
import { serveControl } from '../../src/serve/serve.js'
import { Folder, Served } from './served.js'

test('closing removes the socket, and the path can be served at again', async () => {
  await using served = await Served.start()
  await served.server.close()
  await expect(lstat(served.path)).rejects.toThrow('ENOENT')
  await using again = await serveControl(served.system, { path: served.path })
  expect(again.path).toBe(served.path)
})

test('closing twice is closing once', async () => {
  await using served = await Served.start()
  expect(served.server.close()).toBe(served.server.close())
})

test('a connection that is open and silent does not hold up the end', async () => {
  await using served = await Served.start()
  const silent = connect(served.path)
  await once(silent, 'connect')
  const cut = once(silent, 'close')
  await served.server.close()
  await cut
})

test('the service ends with its system', async () => {
  await using served = await Served.start()
  const open = connect(served.path)
  await once(open, 'connect')
  const cut = once(open, 'close')
  await served.system.stop()
  await cut
  await served.server.close()
  await expect(lstat(served.path)).rejects.toThrow('ENOENT')
})

test('a system that has been stopped is not served for long', async () => {
  await using folder = await Folder.make()
  const system = await ActorSystem.start()
  await system.stop()
  const server = await serveControl(system, { path: folder.at('x.sock') })
  await server.close()
  await expect(lstat(server.path)).rejects.toThrow('ENOENT')
})

test('systems of one process are served apart', async () => {
  await using one = await Served.start()
  await using other = await Served.start({}, { node: 'other' })
  expect((await one.result('status', {})).node).toBe('test')
  expect((await other.result('status', {})).node).toBe('other')
})
