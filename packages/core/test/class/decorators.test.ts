// Decorators record, and note misuse that only they can see. JavaScript can misuse them where the compiler refuses it, so
// they are applied by hand here.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, request, service, staticMethod } from '../../src/index.js'
import { ownRecord, readRecord } from '../../src/class/reader.js'
import type { Code } from '../../src/protocol/method.js'

type Applied = (target: object, name: PropertyKey, descriptor?: PropertyDescriptor) => void

function misusesOf(target: 'prototype' | 'class', name: PropertyKey, ...decorators: unknown[]): readonly string[] {
  class Cat extends Actor {
    static x() {}
    x() {}
  }
  const on = target === 'class' ? Cat : Cat.prototype
  for (const decorator of decorators) (decorator as Applied)(on, name, Object.getOwnPropertyDescriptor(on, name))
  return ownRecord(Cat).misuses
}

test('what the decorators of a class record is its own, not that of its superclass', () => {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @attribute({ description: 'in years', initial: 0 }) age!: number
    @request({ const: true }) getAge() {
      return this.age
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @attribute() lives = 9
    @service('clock') clock!: unknown
    @staticMethod() static count() {}
  }
  const [creature, cat] = [readRecord(Creature)!, readRecord(Cat)!]
  expect([...creature.attributes.values()]).toEqual([{ name: 'age', description: 'in years', initial: 0 }])
  expect([...creature.methods.values()]).toMatchObject([{ name: 'getAge', kind: 'request', isConst: true }])
  expect([...cat.attributes.keys()]).toEqual(['lives'])
  expect([...cat.methods.keys()]).toEqual([])
  expect([...cat.services.values()]).toEqual([{ name: 'clock', token: 'clock' }])
  expect([...cat.statics.keys()]).toEqual(['count'])
  expect([creature.misuses, cat.misuses]).toEqual([[], []])
})

test('an attribute belongs to instances, has a name that is a string, and is a plain field', () => {
  expect(misusesOf('class', 'y', attribute())).toEqual([
    '@attribute() on the static field y: attributes belong to instances',
  ])
  expect(misusesOf('prototype', Symbol('y'), attribute())).toEqual([
    '@attribute() on Symbol(y): an attribute is named by a string',
  ])
  expect(misusesOf('prototype', 'x', attribute())).toEqual([
    '@attribute() on x, which is no plain field: declare it as `x = ...`',
  ])
})

test('a method that is sent belongs to instances, has a name that is a string, and one kind', () => {
  for (const [decorator, text] of [
    [request(), '@request()'],
    [oneway(), '@oneway()'],
  ] as const) {
    expect(misusesOf('class', 'x', decorator)).toEqual([`${text} on the static method x: use @staticMethod()`])
    expect(misusesOf('prototype', Symbol('x'), decorator)).toEqual([
      `${text} on Symbol(x): a method is named by a string`,
    ])
  }
  expect(misusesOf('prototype', 'x', request(), oneway())).toEqual([
    'x is decorated twice as a method: keep one of @request() and @oneway()',
  ])
})

test('a static method is static', () => {
  expect(misusesOf('prototype', 'x', staticMethod())).toEqual([
    '@staticMethod() on x, which is not static: write `static x()`',
  ])
})

test('a service belongs to instances', () => {
  expect(misusesOf('class', 'y', service('clock'))).toHaveLength(1)
})

test('no misuse leaves a record on what all classes share', () => {
  misusesOf('class', 'y', attribute())
  misusesOf('class', 'y', service('clock'))
  expect(readRecord(Function)).toBeUndefined()
})

test('the stub of a static method has the name of the method, and the record has its code', () => {
  class Cat extends Actor {
    static lives(this: unknown, n: number) {
      return n * 9
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Cat, 'lives')!
  const code = descriptor.value as Code
  ;(staticMethod() as unknown as Applied)(Cat, 'lives', descriptor)
  expect(ownRecord(Cat).statics.get('lives')).toEqual({ name: 'lives', code })
  expect(descriptor.value).not.toBe(code)
  expect((descriptor.value as Function).name).toBe('lives')
})
