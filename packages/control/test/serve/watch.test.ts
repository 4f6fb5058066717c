// Events as they happen: whatever is in them becomes JSON, nobody in the system waits for a client, and a client that goes is
// forgotten.

import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { Actor, actor, oneway, type Oneway, type SystemEvent } from '@instar/core'
import { expect, test } from 'vitest'
import type { AnswerLine, WatchedEvent } from '../../src/protocol/answers.js'
import { makeApp } from '../../src/serve/app.js'
import { socketServer } from '../../src/serve/http-server.js'
import { listenAtSocket } from '../../src/serve/socket.js'
import { watch, watchedEvent } from '../../src/serve/watch.js'
import { deskOf } from './desks.js'
import { begin, catOf, Gate, Served } from './served.js'

/** The events of a stream, one at a time. */
async function* eventsOf(answer: IncomingMessage): AsyncGenerator<WatchedEvent, undefined> {
  for await (const line of createInterface({ input: answer })) {
    const { event } = JSON.parse(line) as AnswerLine & { readonly event: WatchedEvent }
    yield event
  }
  return undefined
}

async function next(events: AsyncGenerator<WatchedEvent, undefined>): Promise<WatchedEvent> {
  return (await events.next()).value as WatchedEvent
}

test('what happens is told as it happens', async () => {
  await using served = await Served.start()
  const answer = await begin(served.path, { path: '/v1/watch', body: '{}' })
  expect(answer.headers['content-type']).toBe('application/x-ndjson')
  const events = eventsOf(answer)
  const tom = await served.system.spawn(catOf(), [])
  expect(await next(events)).toMatchObject({
    type: 'class-registered',
    class: 'Cat',
    at: expect.stringMatching(/^\d{4}-/),
  })
  expect(await next(events)).toMatchObject({ type: 'spawned', pid: tom.pid })
  await tom.stop()
  expect(await next(events)).toMatchObject({ type: 'exited', reason: { type: 'stopped' } })
})

test('errors are told by name and message', async () => {
  await using served = await Served.start()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @oneway() jump(): Oneway {
      throw Object.assign(new RangeError('too high'), { height: 10n, self: () => this })
    }
  }
  const tom = await served.system.spawn(Cat, [])
  const events = eventsOf(await begin(served.path, { path: '/v1/watch', body: '{}' }))
  tom.jump()
  const error = { name: 'RangeError', message: 'too high', stack: expect.stringContaining('too high') }
  expect(await next(events)).toMatchObject({ type: 'crashed', method: 'jump', error })
  expect(await next(events)).toMatchObject({ type: 'exited', reason: { type: 'crashed', error } })
})

test('a stream ends with the system', async () => {
  await using served = await Served.start()
  const events = eventsOf(await begin(served.path, { path: '/v1/watch', body: '{}' }))
  await served.system.stop()
  expect(await next(events)).toMatchObject({ type: 'system-stopped' })
  expect(await next(events)).toBeUndefined()
})

test('a stream ends with the service', async () => {
  await using served = await Served.start()
  const events = eventsOf(await begin(served.path, { path: '/v1/watch', body: '{}' }))
  await served.server.close()
  expect(await next(events)).toBeUndefined()
})

test('who hangs up is forgotten', async () => {
  await using served = await Served.start()
  const desk = await deskOf(served)
  const lines = watch(desk)
  expect(desk.streams.size).toBe(1)
  await lines.bytes.cancel()
  expect(desk.streams.size).toBe(0)
})

test('a client that hangs up over a socket is forgotten, too', async () => {
  await using served = await Served.start()
  const forgotten = new Gate()
  class Streams extends Set<{ end(): void }> {
    override delete(stream: { end(): void }): boolean {
      forgotten.open()
      return super.delete(stream)
    }
  }
  const desk = { ...(await deskOf(served)), streams: new Streams() }
  const app = makeApp(desk, 1000)
  const server = socketServer((request, origin) => app.fetch(request, origin))
  await listenAtSocket(server, served.folder.at('w.sock'))
  const answer = await begin(served.folder.at('w.sock'), { path: '/v1/watch', body: '{}' })
  expect(desk.streams.size).toBe(1)
  answer.destroy()
  await forgotten.passed
  server.close()
})

test('a slow client costs bounded memory, and is told how many events it has missed', async () => {
  await using served = await Served.start()
  const lines = watch(await deskOf(served), 10)
  const Cat = catOf()
  for (let i = 0; i < 50; i++) await served.system.spawn(Cat, [])
  const reader = lines.bytes.getReader()
  const read = async (): Promise<WatchedEvent> => {
    const line = JSON.parse(new TextDecoder().decode((await reader.read()).value)) as { readonly event: WatchedEvent }
    return line.event
  }
  for (let i = 0; i < 10; i++) expect((await read()).type).toBe(i === 0 ? 'class-registered' : 'spawned')
  expect(await read()).toMatchObject({ type: 'dropped', count: 41 })
  await reader.cancel()
})

test('what users put into an event does not reach the wire as it is', () => {
  const event = { type: 'exited', class: 'Cat', pid: 'n.1', reason: { type: 'stopped', detail: new Map([[1, NaN]]) } }
  expect(watchedEvent(event as unknown as SystemEvent, 'now')).toEqual({
    type: 'exited',
    class: 'Cat',
    pid: 'n.1',
    at: 'now',
    reason: { type: 'stopped', detail: { 1: 'NaN' } },
  })
})
