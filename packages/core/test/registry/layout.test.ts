import { expect, test } from 'vitest'
import { stateKey } from '../../src/class/keys.js'
import { WriteGuard } from '../../src/registry/guard.js'
import { type LaidAttribute, type Layout, layOut, type State } from '../../src/registry/layout.js'
import { withoutCodegen } from '../without-codegen.js'

function attribute(name: string, facts: Partial<LaidAttribute> = {}): LaidAttribute {
  return { name, owner: 'Cat', initial: undefined, hasInitial: 'initial' in facts, schema: undefined, ...facts }
}

function instanceOf(layout: Layout, state: State): Record<string, unknown> {
  const prototype = Object.defineProperties({}, Object.fromEntries(layout.accessors))
  return Object.assign(Object.create(prototype), { [stateKey]: state })
}

test('a state has the attributes in their order, with their initial values', () => {
  const toys: unknown[] = []
  const layout = layOut(
    [attribute('lives', { initial: 9 }), attribute('name'), attribute('toys', { initial: () => [...toys] })],
    new WriteGuard(),
  )
  const [a, b] = [layout.create(), layout.create()]
  expect(Object.entries(a)).toEqual([
    ['lives', 9],
    ['name', undefined],
    ['toys', []],
  ])
  expect(a.toys).not.toBe(b.toys)
})

test('make takes the values in the order of the attributes', () => {
  const layout = layOut([attribute('a'), attribute('b')], new WriteGuard())
  expect(layout.make(1, 2)).toEqual({ a: 1, b: 2 })
  expect(Object.keys(layout.make(1, 2))).toEqual(['a', 'b'])
})

test('accessors read and write the state that the instance has now', () => {
  const layout = layOut([attribute('lives'), attribute('a name, "quoted" \\ and all')], new WriteGuard())
  const instance = instanceOf(layout, layout.make(9, 'x'))
  expect(instance.lives).toBe(9)
  instance.lives = 8
  expect((instance as { [stateKey]: State })[stateKey].lives).toBe(8)
  ;(instance as { [stateKey]: State })[stateKey] = layout.make(1, 'y')
  expect([instance.lives, instance['a name, "quoted" \\ and all']]).toEqual([1, 'y'])
  expect(Object.keys(instance)).toEqual([])
})

test('a raised guard is asked before a write, and can refuse it', () => {
  const guard = new WriteGuard()
  const layout = layOut([attribute('lives')], guard)
  const instance = instanceOf(layout, layout.make(9))
  const seen: unknown[] = []
  const watcher = (who: object, name: string): void => {
    seen.push([who === instance, name, instance.lives])
    if (seen.length > 1) throw new Error('no')
  }
  guard.watch(watcher)
  instance.lives = 8
  expect(() => (instance.lives = 7)).toThrow('no')
  guard.unwatch(watcher)
  guard.unwatch(watcher)
  instance.lives = 6
  expect(seen).toEqual([
    [true, 'lives', 9],
    [true, 'lives', 8],
  ])
  expect([instance.lives, guard.raised]).toEqual([6, 0])
})

test('the same attributes in the same order keep the layout as it is', () => {
  const guard = new WriteGuard()
  const attributes = (): LaidAttribute[] => [attribute('lives', { initial: 9 }), attribute('name')]
  const first = layOut(attributes(), guard)
  expect(layOut(attributes(), guard, first)).toBe(first)
})

test('other initial values, schemas or owners keep shape and accessors, and hold from then on', () => {
  const guard = new WriteGuard()
  const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const
  const first = layOut([attribute('lives', { initial: 9 })], guard)
  const next = layOut([attribute('lives', { initial: 7, schema, owner: 'Creature' })], guard, first)
  expect(next.make).toBe(first.make)
  expect(next.accessors).toBe(first.accessors)
  expect(next.create()).toEqual({ lives: 7 })
  expect(next.judged.map(({ name }) => name)).toEqual(['lives'])
  expect(next.attributes[0]!.owner).toBe('Creature')
})

test('another initial value alone holds from then on', () => {
  const guard = new WriteGuard()
  const first = layOut([attribute('lives', { initial: 9 })], guard)
  expect(layOut([attribute('lives', { initial: 7 })], guard, first).create()).toEqual({ lives: 7 })
  const make = (): unknown[] => []
  const second = layOut([attribute('toys', { initial: make })], guard)
  expect(layOut([attribute('toys', { initial: make })], guard, second)).toBe(second)
})

test('a layout has its attributes as they were declared, be it only that an initial value is given', () => {
  const guard = new WriteGuard()
  const first = layOut([attribute('lives')], guard)
  const next = layOut([attribute('lives', { initial: undefined })], guard, first)
  expect([first.attributes[0]!.hasInitial, next.attributes[0]!.hasInitial]).toEqual([false, true])
})

test('other names or another order make a new shape with accessors of its own', () => {
  const guard = new WriteGuard()
  const first = layOut([attribute('a'), attribute('b')], guard)
  for (const attributes of [
    [attribute('b'), attribute('a')],
    [attribute('a')],
    [attribute('a'), attribute('b'), attribute('c')],
  ]) {
    const next = layOut(attributes, guard, first)
    expect(next.make).not.toBe(first.make)
    expect(Object.keys(next.create())).toEqual(attributes.map(({ name }) => name))
    for (const name of ['a', 'b']) {
      const accessor = next.accessors.get(name)
      if (accessor !== undefined) expect(accessor.get).not.toBe(first.accessors.get(name)!.get)
    }
  }
})

test('no two layouts share the code of an accessor, so that each sees one shape of state', () => {
  const texts = Array.from({ length: 3 }, () => {
    const layout = layOut([attribute('lives')], new WriteGuard())
    return layout.accessors.get('lives')!.get
  })
  expect(new Set(texts).size).toBe(3)
})

test('a layout without attributes has an empty state', () => {
  const layout = layOut([], new WriteGuard())
  expect([layout.create(), layout.make(), layout.accessors.size]).toEqual([{}, {}, 0])
})

test('without generated code a layout does the same: states, initial values, accessors, the guard', () => {
  const guard = new WriteGuard()
  const attributes = [attribute('lives', { initial: 9 }), attribute('toys', { initial: () => [] })]
  const layout = withoutCodegen(() => layOut(attributes, guard))
  const [a, b] = [layout.create(), layout.create()]
  expect(Object.entries(a)).toEqual([
    ['lives', 9],
    ['toys', []],
  ])
  expect(a.toys).not.toBe(b.toys)
  expect(Object.entries(layout.make(1, 2))).toEqual([
    ['lives', 1],
    ['toys', 2],
  ])
  const instance = instanceOf(layout, a)
  instance.lives = 8
  expect([instance.lives, a.lives, Object.keys(instance)]).toEqual([8, 8, []])
  guard.watch(() => {
    throw new Error('no')
  })
  expect(() => (instance.lives = 7)).toThrow('no')
  expect(instance.lives).toBe(8)
})

test.each([
  ['with', <T>(work: () => T): T => work()],
  ['without', withoutCodegen],
] as const)('%s generated code, accessors are not listed among the properties of a prototype', (_, run) => {
  const layout = run(() => layOut([attribute('lives', { initial: 9 })], new WriteGuard()))
  const prototype = Object.defineProperties({}, Object.fromEntries(layout.accessors))
  expect([Object.keys(prototype), 'lives' in prototype]).toEqual([[], true])
})
