import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ControlClient } from '../../src/client/client.js'
import { defectsOf, isRemote } from '../../src/client/wire-error.js'
import type { Progress, WatchedEvent } from '../../src/protocol/answers.js'
import { linesOf, StandIn } from './stand-in.js'

async function failureOf(attempt: Promise<unknown>): Promise<{ code: string; message: string }> {
  return attempt.then(
    () => expect.unreachable('it went well'),
    (error: { code: string; message: string }) => error,
  )
}

async function clientOf(standIn: StandIn, token?: string): Promise<ControlClient> {
  return ControlClient.find({ control: standIn.path, token })
}

describe('a command', () => {
  test('is posted as JSON, and its result comes back', async () => {
    await using standIn = await StandIn.start({ lingering: { result: [] } })
    const client = await clientOf(standIn, 'secret')
    expect(await client.call('lingering', { class: 'Cat' })).toEqual([])
    expect(standIn.asked).toEqual([
      {
        path: '/v1/lingering',
        method: 'POST',
        contentType: 'application/json',
        authorization: 'Bearer secret',
        input: { class: 'Cat' },
      },
    ])
  })

  test('tells of its progress before its result, however the bytes are cut', async () => {
    const progress: Progress[] = ['freeze', 'stage'].map((phase, done) => ({ phase, done, total: 2 }) as Progress)
    const lines = progress.map((each) => ({ type: 'progress' as const, progress: each }))
    await using standIn = await StandIn.start({
      confirm: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        const bytes = Buffer.from(linesOf([...lines, { type: 'result', result: { note: 'grün' } }]))
        const cut = bytes.indexOf(0xbc)
        response.write(bytes.subarray(0, 10))
        setImmediate(() => {
          response.write(bytes.subarray(10, cut))
          setImmediate(() => response.end(bytes.subarray(cut)))
        })
      },
    })
    const seen: Progress[] = []
    const result = await (await clientOf(standIn)).call('confirm', {}, { onProgress: (each) => seen.push(each) })
    expect(seen).toEqual(progress)
    expect(result).toEqual({ note: 'grün' })
  })

  test('that the process refuses is an error with its code, its message and all defects', async () => {
    const error = { code: 'busy', message: 'An upgrade {is} under way.', defects: ['one', 'two'] }
    await using standIn = await StandIn.start({ rollback: { status: 409, error } })
    const failure = await failureOf((await clientOf(standIn)).call('rollback', {}))
    expect(failure.code).toBe('busy')
    expect(failure.message).toBe('An upgrade {is} under way.')
    expect(defectsOf(failure)).toEqual(['one', 'two'])
    expect(isRemote(failure)).toBe(true)
  })

  test('that fails after some progress is an error too', async () => {
    await using standIn = await StandIn.start({
      purge: {
        lines: [
          { type: 'progress', progress: { phase: 'purge', done: 0, total: 1 } },
          { type: 'error', error: { code: 'internal', message: 'It broke.' } },
        ],
      },
    })
    expect((await failureOf((await clientOf(standIn)).call('purge', { class: 'Cat' }))).code).toBe('internal')
  })
})

describe('a connection', () => {
  let folder: string
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'instar-client-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('to where no socket is says so', async () => {
    const client = await ControlClient.find({ control: join(folder, 'none.sock') })
    const failure = await failureOf(client.call('status', {}))
    expect(failure.code).toBe('no-socket')
    expect(failure.message).toContain(join(folder, 'none.sock'))
  })

  test('to a socket whose process has ended says that nobody listens', async () => {
    const path = await deadSocket(folder, 'dead.sock')
    const failure = await failureOf((await ControlClient.find({ control: path })).call('status', {}))
    expect(failure.code).toBe('not-listening')
    expect(failure.message).toContain('the process has ended')
  })

  test('to what speaks no HTTP, or another language in HTTP, says so', async () => {
    const path = join(folder, 'other.sock')
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    await new Promise<void>((resolve) => server.listen(path, resolve))
    try {
      expect((await failureOf((await ControlClient.find({ control: path })).call('status', {}))).code).toBe(
        'not-instar',
      )
    } finally {
      server.close()
    }
    await using standIn = await StandIn.start({ status: (response) => void response.end('<html>') })
    expect((await failureOf((await clientOf(standIn)).call('status', {}))).code).toBe('not-instar')
  })

  test('that is cut in the middle of an action says that the action may go on', async () => {
    await using standIn = await StandIn.start({
      upgrade: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        const line = linesOf([{ type: 'progress', progress: { phase: 'freeze', done: 0, total: 1 } }])
        response.write(line, () => response.destroy())
      },
    })
    const failure = await failureOf((await clientOf(standIn)).call('upgrade', { release: 'x' }))
    expect(failure.code).toBe('hung-up')
    expect(failure.message).toContain('instar history')
  })

  test('that ends without a result, or before any answer, is hung up too', async () => {
    await using standIn = await StandIn.start({
      confirm: (response) => void response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(),
      rollback: (response) =>
        void response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('{"type":"re'),
      status: (response) => void response.destroy(),
    })
    const client = await clientOf(standIn)
    expect((await failureOf(client.call('confirm', {}))).code).toBe('hung-up')
    expect((await failureOf(client.call('rollback', {}))).code).toBe('hung-up')
    const failure = await failureOf(client.call('status', {}))
    expect(failure.code).toBe('hung-up')
    expect(failure.message).toContain('Nothing was changed.')
  })

  test('is given up by a signal: before it was sent nothing is done, afterwards an action goes on', async () => {
    const controller = new AbortController()
    await using standIn = await StandIn.start({ rollback: () => controller.abort() })
    const client = await clientOf(standIn)
    const late = await failureOf(client.call('rollback', {}, { signal: controller.signal }))
    expect(late.code).toBe('interrupted')
    expect(late.message).toContain('instar history')
    const early = await failureOf(client.call('rollback', {}, { signal: AbortSignal.abort() }))
    expect(early.message).toContain('Nothing was sent')
    expect(standIn.asked).toHaveLength(1)
  })
})

describe('the stream of events', () => {
  const event: WatchedEvent = { at: '2026-01-01T00:00:00.000Z', type: 'spawned', class: 'Cat', pid: '<app.1>' }

  test('gives them as they come, and ends when the process ends it', async () => {
    await using standIn = await StandIn.start({
      watch: {
        lines: [
          { type: 'event', event },
          { type: 'event', event },
        ],
      },
    })
    const seen: WatchedEvent[] = []
    for await (const each of (await clientOf(standIn)).watch()) seen.push(each)
    expect(seen).toEqual([event, event])
  })

  test('ends without an error when the signal is aborted', async () => {
    await using standIn = await StandIn.start({
      watch: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write(linesOf([{ type: 'event', event }]))
      },
    })
    const controller = new AbortController()
    const seen: WatchedEvent[] = []
    for await (const each of (await clientOf(standIn)).watch(controller.signal)) {
      seen.push(each)
      controller.abort()
    }
    expect(seen).toEqual([event])
  })

  test('hangs up when nobody wants more', async () => {
    let isClosed!: () => void
    const closed = new Promise<void>((resolve) => void (isClosed = resolve))
    await using standIn = await StandIn.start({
      watch: (response) => {
        response.once('close', isClosed)
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write(linesOf([{ type: 'event', event }]))
      },
    })
    for await (const _ of (await clientOf(standIn)).watch()) break
    await closed
  })
})

describe('without an address', () => {
  let folder: string
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'instar-client-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('the only socket of the folder that somebody listens at is taken', async () => {
    await using standIn = await StandIn.start({ classes: { result: [] } })
    await deadSocket(standIn.folder, 'app-0.sock')
    await writeFile(join(standIn.folder, 'notes.txt'), '')
    const client = await ControlClient.find({ folder: standIn.folder })
    expect(client.address).toBe(standIn.path)
  })

  test('a folder without a socket, and one that is not there, have no process', async () => {
    expect((await failureOf(ControlClient.find({ folder }))).code).toBe('no-process')
    expect((await failureOf(ControlClient.find({ folder: join(folder, 'none') }))).code).toBe('no-process')
  })

  test('a folder in which all processes have ended says so', async () => {
    const path = await deadSocket(folder, 'app-7.sock')
    const failure = await failureOf(ControlClient.find({ folder }))
    expect(failure.code).toBe('not-listening')
    expect(failure.message).toContain(path)
  })

  test('several processes are listed', async () => {
    await using standIn = await StandIn.start({})
    const second = join(standIn.folder, 'app-2.sock')
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(second, resolve))
    try {
      const failure = await failureOf(ControlClient.find({ folder: standIn.folder }))
      expect(failure.code).toBe('several-processes')
      expect(failure.message).toContain(`${standIn.path}, ${second}`)
    } finally {
      other.close()
    }
  })
})

/** A socket as a killed process leaves it: the server is closed, its file stays. */
async function deadSocket(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  const hidden = join(folder, `${name}.hidden`)
  const { link, unlink } = await import('node:fs/promises')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(hidden, resolve))
  await link(hidden, path)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  await unlink(hidden).catch(() => {})
  return path
}
