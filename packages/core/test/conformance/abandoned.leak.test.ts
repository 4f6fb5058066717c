import { expect, test } from 'vitest'
import { Actor, ActorSystem, actor, attribute, request } from '../../src/index.js'

function makeBook(version: number, isSound: boolean) {
  const ballast = Array.from({ length: 2000 }, () => version)
  @actor({ name: 'Book', version: `${version}.0.0` })
  class Book extends Actor {
    @attribute({ initial: version }) edition!: number
    @request() weight() {
      return ballast.length
    }
  }
  if (!isSound) attribute()(Book.prototype, 'withoutInitial')
  return Book
}

async function aliveOf(values: readonly WeakRef<object>[]): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    globalThis.gc!()
  }
  return values.filter((value) => value.deref() !== undefined).length
}

test('A18: 128 versions that are looked at, refused or rehearsed, and abandoned, leave nothing behind', async () => {
  await using system = await ActorSystem.start()
  const book = await system.spawn(makeBook(1, true))
  const abandoned: WeakRef<object>[] = []
  const look = async (version: number): Promise<void> => {
    const Next = makeBook(version, version % 2 === 0)
    abandoned.push(new WeakRef(Next))
    if (version % 2 === 0) expect(system.plan(Next).defects).toEqual([])
    else expect((await system.upgrade(Next)).outcome).toBe('refused')
  }
  for (let version = 2; version < 130; version++) await look(version)

  expect(await aliveOf(abandoned)).toBe(0)
  expect(await book.weight()).toBe(2000)
  expect(system.describe('Book')).toMatchObject({ version: '1.0.0', older: [] })
})
