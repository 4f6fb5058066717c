import { expect, test } from 'vitest'
import { type Member, PidSet } from '../../src/registry/pid-set.js'
import { SeededRandom } from '../../src/testing/index.js'

test('a set does what a set does, over random entries and exits', () => {
  const random = new SeededRandom(3)
  const set = new PidSet<Member>()
  const model = new Set<Member>()
  const gone: Member[] = []
  for (let step = 0; step < 5000; step++) {
    if (model.size === 0 || random.next() < 0.55) {
      const member: Member = random.next() < 0.2 ? (gone.pop() ?? { place: -1 }) : { place: -1 }
      set.add(member)
      model.add(member)
    } else {
      const member = [...model][Math.floor(random.next() * model.size)]!
      set.remove(member)
      model.delete(member)
      gone.push(member)
    }
    expect(set.size).toBe(model.size)
    if (step % 100 === 0) {
      expect(set.all.every((member, place) => model.has(member) && member.place === place)).toBe(true)
      expect(set.snapshot()).toHaveLength(model.size)
      expect(gone.every(({ place }) => place === -1)).toBe(true)
    }
  }
})

test('taking out one that is in no set, or out already, changes nothing', () => {
  const set = new PidSet<Member>()
  const [a, b]: Member[] = [{ place: -1 }, { place: -1 }]
  set.add(a!)
  set.remove(b!)
  expect(set.size).toBe(1)
  set.remove(a!)
  set.remove(a!)
  expect(set.size).toBe(0)
})

test('a snapshot is unmoved by who enters or leaves', () => {
  const set = new PidSet<Member>()
  const members: Member[] = Array.from({ length: 3 }, () => ({ place: -1 }))
  for (const member of members) set.add(member)
  const snapshot = set.snapshot()
  set.remove(members[0]!)
  set.add({ place: -1 })
  expect(snapshot).toEqual(members)
})
