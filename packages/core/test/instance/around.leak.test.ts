// A hook around messages is code of its class: what an upgrade has replaced and a purge has let go is forgotten.

import { expect, test } from 'vitest'
import { Actor, actor, ActorSystem, attribute, type MessageInfo, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

function makeTracing(version: string, seen: string[]) {
  @actor({ name: 'Tracing', version })
  abstract class Tracing extends Actor {
    @attribute({ initial: version }) edition!: string
    async around({ method }: MessageInfo, proceed: () => unknown): Promise<unknown> {
      const answer = await proceed()
      seen.push(`${version} ${method}`)
      return answer
    }
  }
  return Tracing
}

function makeBook(Tracing: ReturnType<typeof makeTracing>) {
  @actor({ name: 'Book', version: '1.0.0' })
  class Book extends Tracing {
    @request() read() {
      return 'once upon a time'
    }
  }
  return Book
}

async function aliveOf(values: readonly WeakRef<object>[]): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    await settle()
    globalThis.gc!()
  }
  return values.filter((value) => value.deref() !== undefined).length
}

test('twenty versions of a base with a hook, each upgraded under a living heir and purged, leave no class behind', async () => {
  await using system = await ActorSystem.start()
  const seen: string[] = []
  const book = await system.spawn(makeBook(makeTracing('1.0.0', seen)))
  const replaced: WeakRef<object>[] = []
  const advance = async (version: number): Promise<void> => {
    const Next = makeTracing(`${version}.0.0`, seen)
    replaced.push(new WeakRef(Next))
    expect((await system.upgrade(Next, { purge: 'soft' })).outcome).toBe('committed')
    await book.read()
  }
  for (let version = 2; version <= 21; version++) await advance(version)
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 2}.0.0 read`))
  expect(await aliveOf(replaced)).toBe(1)
})
