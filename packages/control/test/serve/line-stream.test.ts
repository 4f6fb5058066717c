import { expect, test } from 'vitest'
import type { AnswerLine } from '../../src/protocol/answers.js'
import { LineStream } from '../../src/serve/line-stream.js'

function event(n: number): AnswerLine {
  return { type: 'event', event: { at: '', type: 'e', n } }
}

function tellDropped(count: number): AnswerLine {
  return { type: 'event', event: { at: '', type: 'dropped', count } }
}

async function linesOf({ bytes }: LineStream): Promise<AnswerLine[]> {
  const text = await new Response(bytes).text()
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AnswerLine]))
}

test('lines come in their order, the last one at the end', async () => {
  const lines = new LineStream()
  lines.offer(event(1))
  lines.offer(event(2))
  lines.end({ type: 'result', result: 3 })
  expect(await linesOf(lines)).toEqual([event(1), event(2), { type: 'result', result: 3 }])
})

test('what a slow client has no room for is dropped and counted; the last line is not', async () => {
  const lines = new LineStream({ room: 2, tellDropped })
  for (let n = 1; n <= 5; n++) lines.offer(event(n))
  lines.end({ type: 'result', result: 'end' })
  expect(await linesOf(lines)).toEqual([event(1), event(2), { type: 'result', result: 'end' }])
})

test('a client is told how many were dropped as soon as it has room', async () => {
  const lines = new LineStream({ room: 2, tellDropped })
  for (let n = 1; n <= 5; n++) lines.offer(event(n))
  const reader = lines.bytes.getReader()
  const read = async (): Promise<AnswerLine> =>
    JSON.parse(new TextDecoder().decode((await reader.read()).value)) as AnswerLine
  expect(await read()).toEqual(event(1))
  expect(await read()).toEqual(event(2))
  expect(await read()).toEqual(tellDropped(3))
  lines.offer(event(6))
  expect(await read()).toEqual(event(6))
})

test('a client that hangs up is noticed once, and what comes later goes nowhere', async () => {
  let hangUps = 0
  const lines = new LineStream({ onHangUp: () => (hangUps += 1) })
  await lines.bytes.cancel()
  lines.offer(event(1))
  lines.end({ type: 'result', result: 1 })
  expect(hangUps).toBe(1)
})

test('a stream ends once', async () => {
  const lines = new LineStream()
  lines.end()
  lines.end({ type: 'result', result: 1 })
  expect(await linesOf(lines)).toEqual([])
})

test('what JSON cannot carry does not harm who sends it', async () => {
  const lines = new LineStream()
  lines.end({ type: 'result', result: { big: 7n } })
  expect(await linesOf(lines)).toEqual([{ type: 'result', result: { big: '7' } }])
})
