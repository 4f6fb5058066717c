// Requests that nobody would send: raw bytes, JSON of the wrong shape, wrong methods, paths, types and headers. Each gets a
// proper error of the protocol, and the system is as it was. INSTAR_FUZZ says how many of the largest kind; 4,000 is usual.

import { once } from 'node:events'
import { connect } from 'node:net'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnswerLine } from '../../src/protocol/answers.js'
import { commands } from '../../src/protocol/commands.js'
import { formatRelease } from '../../src/release/text.js'
import { type App, makeApp } from '../../src/serve/app.js'
import type { Desk } from '../../src/serve/desk.js'
import { releaseOf } from '../fixtures/releases.js'
import { deskOf } from './desks.js'
import { catOf, catText, Served } from './served.js'

const times = Number(process.env['INSTAR_FUZZ'] ?? 4000) / 4000
const patience = 120_000 * Math.max(1, times)
const limit = 4096

let served: Served
let desk: Desk
let app: App
let before: unknown
const events: unknown[] = []

beforeAll(async () => {
  served = await Served.start({ bodyLimit: limit })
  await served.system.spawn(catOf(), [], { name: 'tom' })
  // Thousands of entries need not be on a disk.
  desk = await deskOf(served)
  app = makeApp(desk, limit)
  before = stateOfAll()
  served.system.events$.subscribe((event) => events.push(event))
})
afterAll(() => served[Symbol.asyncDispose]())

/** All that a request could have changed. */
function stateOfAll(): unknown {
  const { system } = served
  const cats = system.instances('Cat').instances.map(({ statistics: _statistics, ...info }) => info)
  return [system.classes, system.generations('Cat'), cats, desk.journal.current, desk.lane.underWay, desk.streams.size]
}

async function ask(path: string, init: RequestInit): Promise<{ status: number; lines: AnswerLine[] }> {
  const response = await app.fetch(new Request(`http://localhost${path}`, init), { from: 'socket' })
  const text = await response.text()
  const lines = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AnswerLine]))
  return { status: response.status, lines }
}

const statuses = new Set([400, 404, 405, 413, 415, 422])

/** A proper error: never one of ours. */
function expectError({ status, lines }: { status: number; lines: readonly AnswerLine[] }): void {
  expect(lines).toHaveLength(1)
  const [line] = lines
  if (line?.type !== 'error') throw new Error(`It was answered: ${JSON.stringify(line).slice(0, 500)}`)
  expect([line.error.code, statuses.has(status)]).toEqual([expect.not.stringMatching(/^internal$/), true])
  expect(line.error.message.length).toBeGreaterThan(10)
}

async function survive(property: fc.IAsyncProperty<unknown>, runs: number): Promise<void> {
  await fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns: Math.ceil(runs * times) })
  expect(stateOfAll()).toEqual(before)
  expect(events).toEqual([])
}

const json = { 'content-type': 'application/json' }
const names = fc.constantFrom(...Object.keys(commands))
const anyJson = fc.jsonValue({ maxDepth: 5 })

test(
  'bodies of random bytes',
  () =>
    survive(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 200 }), async (name, body) => {
        expectError(await ask(`/v1/${name}`, { method: 'POST', headers: json, body: Buffer.from(body) }))
      }),
      3000,
    ),
  patience,
)

test(
  'JSON of a random shape',
  () =>
    survive(
      fc.asyncProperty(names, anyJson, async (name, value) => {
        // An empty object is what some commands take.
        const body = JSON.stringify(typeof value === 'object' && value !== null ? { ...value, '?': value } : value)
        expectError(await ask(`/v1/${name}`, { method: 'POST', headers: json, body }))
      }),
      4000,
    ),
  patience,
)

const sound: Readonly<Record<string, object>> = {
  status: {},
  classes: {},
  instances: { class: 'Cat', direct: true, limit: 3, after: 'test.1' },
  inspect: { which: 'tom' },
  lingering: { class: 'Cat' },
  history: { limit: 5 },
  current: {},
  plan: { release: 'x' },
  rehearse: { release: 'x', sample: 3, extra: {} },
  upgrade: {
    release: 'x',
    options: { strategy: 'lazy', deadline: 5, onDeadline: 'kill', purge: 'hard', drainTimeout: 1, extra: [] },
  },
  rollback: { options: { deadline: 5 } },
  confirm: {},
  purge: { class: 'Dog', mode: 'hard' },
  run: { script: 'x', dryRun: false },
  watch: {},
}

const mutation = fc.oneof(
  fc.record({ type: fc.constant('add' as const), key: fc.string({ minLength: 1 }), value: anyJson }),
  fc.record({ type: fc.constant('replace' as const), at: fc.nat(20), value: anyJson }),
)

/** A sound input with a fault: a field too many, or one of the wrong shape. */
function faulty(input: object, fault: typeof mutation extends fc.Arbitrary<infer T> ? T : never): object {
  const fields = Object.entries(input)
  if (fault.type === 'add' || fields.length === 0)
    return { ...input, [`?${fault.type === 'add' ? fault.key : ''}`]: fault.value }
  const [key] = fields[fault.at % fields.length]!
  return { ...input, [key]: { wrong: fault.value } }
}

test(
  'sound inputs with a fault',
  () =>
    survive(
      fc.asyncProperty(names, mutation, async (name, fault) => {
        const body = JSON.stringify(faulty(sound[name]!, fault))
        expectError(await ask(`/v1/${name}`, { method: 'POST', headers: json, body }))
      }),
      4000,
    ),
  patience,
)

const whole = formatRelease(releaseOf([catText('1.1.0')]))

test(
  'releases that are cut, altered or made up',
  () =>
    survive(
      fc.asyncProperty(
        fc.constantFrom('plan', 'rehearse', 'upgrade', 'run'),
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.nat(whole.length - 2).map((length) => whole.slice(0, length + 1)),
          fc
            .tuple(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }))
            .filter(([at, byte]) => whole[at] !== byte)
            .map(([at, byte]) => whole.slice(0, at) + byte + whole.slice(at + 1)),
        ),
        async (name, text) => {
          const body = JSON.stringify(name === 'run' ? { script: text } : { release: text })
          expectError(await ask(`/v1/${name}`, { method: 'POST', headers: json, body }))
        },
      ),
      1500,
    ),
  patience,
)

const path = fc.oneof(
  fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`),
  fc
    .tuple(fc.constantFrom('/v1/', '/v2/', '/v01/', '/V1/', '/v1//', '/v1/../v1/', '/v1/%'), names)
    .map(([a, b]) => `${a}${b}?`),
)

test(
  'wrong paths, methods, types and headers',
  () =>
    survive(
      fc.asyncProperty(
        path,
        fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST', 'REPORT', 'x'),
        fc.option(fc.stringMatching(/^[ -~]{0,40}$/)),
        fc.dictionary(fc.stringMatching(/^x-[a-z]{1,10}$/), fc.stringMatching(/^[ -~]{0,100}$/)),
        async (to, method, type, headers) => {
          const answer = await ask(to, {
            method,
            headers: { ...headers, ...(type === null ? {} : { 'content-type': String(type) }) },
            ...(method === 'GET' ? {} : { body: '{"?":1}' }),
          })
          if (!(method === 'GET' && new URL(to, 'http://x').pathname === '/')) expectError(answer)
        },
      ),
      3000,
    ),
  patience,
)

test(
  'bodies that are larger than the limit',
  () =>
    survive(
      fc.asyncProperty(
        names,
        fc.integer({ min: limit + 1, max: 5 * limit }),
        fc.boolean(),
        async (name, size, isSaid) => {
          const headers = { ...json, ...(isSaid ? { 'content-length': String(size) } : {}) }
          const answer = await ask(`/v1/${name}`, { method: 'POST', headers, body: 'x'.repeat(size) })
          expectError(answer)
          expect(answer.status).toBe(413)
        },
      ),
      300,
    ),
  patience,
)

/** Sends bytes, and gives what comes back until the other side has had enough. */
async function exchange(bytes: Uint8Array): Promise<string> {
  const socket = connect(served.path)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.end(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

const request = Buffer.from(
  'POST /v1/inspect HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"which":"tim"}',
)
const altered = fc
  .array(fc.tuple(fc.nat(request.length - 1), fc.nat(255), fc.constantFrom('set', 'insert', 'remove')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((edits) => {
    const bytes = [...request]
    for (const [at, byte, edit] of edits)
      bytes.splice(at, edit === 'insert' ? 0 : 1, ...(edit === 'remove' ? [] : [byte]))
    return Uint8Array.from(bytes)
  })

test(
  'raw bytes at the socket',
  async () => {
    await survive(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), altered), async (bytes) => {
        const text = await exchange(bytes)
        // Nothing at all is an answer to somebody who has gone.
        if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 (100|4\d\d) /)
      }),
      500,
    )
    expect(await served.result('status', {})).toMatchObject({ node: 'test' })
  },
  patience,
)
