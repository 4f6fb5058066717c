import { expect, test } from 'vitest'
import { Actor, ActorSystem, actor, attribute, request } from '../../src/index.js'

function makePost(version: string, more: { sticky?: boolean; onLoad?: () => void | Promise<void> } = {}) {
  @actor({ name: 'Post', version, ...(more.sticky === undefined ? {} : { sticky: more.sticky }) })
  class Post extends Actor {
    static readonly made = version
    static onLoad() {
      return more.onLoad?.()
    }
    @attribute() letters = 0
    @request() ask() {
      return version
    }
  }
  return Post
}

function makeOther(name: string, version: string) {
  @actor({ name, version })
  class Other extends Actor {
    static readonly made = version
    @request() ask() {
      return version
    }
  }
  return Other
}

test('B4: a class marked as sticky refuses the whole set that contains it', async () => {
  await using system = await ActorSystem.start()
  const post = await system.spawn(makePost('1.0.0', { sticky: true }))
  const other = await system.spawn(makeOther('Other', '1.0.0'))
  const report = await system.upgrade([makeOther('Other', '2.0.0'), makePost('2.0.0')])
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([expect.stringContaining('Post 2.0.0: it is sticky')])
  expect([await post.ask(), await other.ask()]).toEqual(['1.0.0', '1.0.0'])
})

for (const [how, onLoad] of [
  ['throws', () => void JSON.parse('{')],
  ['rejects', () => Promise.reject(new Error('no licence'))],
] as const) {
  test(`B12: a load hook that ${how} leaves the old generation current, and nothing of the new is ever visible`, async () => {
    await using system = await ActorSystem.start()
    const post = await system.spawn(makePost('1.0.0'))
    const before = system.classes
    const report = await system.upgrade([makePost('2.0.0', { onLoad }), makeOther('Newcomer', '1.0.0')])
    expect(report.outcome).toBe('refused')
    expect(report.defects).toEqual([expect.stringContaining('Post 2.0.0: its onLoad threw')])
    expect(system.classes).toEqual(before)
    expect(await post.ask()).toBe('1.0.0')
    expect(system.hasOldCode('Post')).toBe(false)
  })
}

test('B12: a load hook runs once, and before anything is frozen', async () => {
  await using system = await ActorSystem.start()
  const post = await system.spawn(makePost('1.0.0'))
  const answers: string[] = []
  const onLoad = async () => void answers.push(await post.ask())
  expect((await system.upgrade(makePost('2.0.0', { onLoad }))).outcome).toBe('committed')
  expect(answers).toEqual(['1.0.0'])
})

test('A19: what is no actor class is refused with the reason, and the current code is untouched', async () => {
  await using system = await ActorSystem.start()
  const post = await system.spawn(makePost('1.0.0'))
  class Plain {}
  const report = await system.upgrade([Plain as never, undefined as never, makePost('2.0.0')])
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([
    expect.stringContaining('Plain: it does not extend Actor'),
    expect.stringContaining('Plain: it is not decorated'),
    expect.stringContaining('undefined is not a class'),
  ])
  expect(await post.ask()).toBe('1.0.0')
})

test('F15: two classes of a set that define one name are refused', async () => {
  await using system = await ActorSystem.start()
  const report = await system.upgrade([makeOther('Twin', '1.0.0'), makeOther('Twin', '1.1.0')])
  expect(report.defects).toEqual([expect.stringContaining('Twin is defined by two classes of the set')])
  expect(system.classes).toEqual([])
})

test('G4: the previous generation is there for a rollback until it is purged, and not after a confirmation', async () => {
  await using system = await ActorSystem.start()
  const post = await system.spawn(makePost('1.0.0'))
  await system.upgrade(makePost('2.0.0'))
  await system.upgrade(makePost('3.0.0'))
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await post.ask()).toBe('2.0.0')
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await post.ask()).toBe('1.0.0')
  expect((await system.rollback()).defects).toEqual([expect.stringContaining('nothing to go back from')])

  await system.upgrade(makePost('4.0.0'))
  system.purge('Post')
  expect((await system.rollback()).defects).toEqual([expect.stringContaining('Post 1.0.0 has been purged')])
  await system.upgrade(makePost('5.0.0'))
  expect(system.confirm()).toBe(true)
  expect(system.confirm()).toBe(false)
  expect((await system.rollback()).defects).toEqual([expect.stringContaining('confirmed')])
  expect(await post.ask()).toBe('5.0.0')
})

test('G4: an upgrade that only brings a new class leaves what was before it to be gone back to', async () => {
  await using system = await ActorSystem.start()
  const post = await system.spawn(makePost('1.0.0'))
  await system.upgrade(makePost('2.0.0'))
  expect((await system.upgrade(makeOther('New', '1.0.0'))).outcome).toBe('committed')
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await post.ask()).toBe('1.0.0')
})

test('G4: a node keeps as many old generations as it is told', async () => {
  await using system = await ActorSystem.start({ keepGenerations: 1 })
  await system.spawn(makePost('1.0.0'))
  for (const version of ['2.0.0', '3.0.0', '4.0.0']) await system.upgrade(makePost(version))
  expect(system.describe('Post').older).toEqual(['3.0.0'])
})
