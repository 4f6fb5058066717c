// Crash reports: what a method was given, but for what its decorator says to redact.

import { expect, test } from 'vitest'
import { actor, Actor, logEvents, oneway, type Oneway } from '../../src/index.js'
import { eventsOf, startStill } from '../still.js'
import { settle } from '../../src/testing/index.js'

@actor({ name: 'Till', version: '1.0.0' })
class Till extends Actor {
  @oneway() pay(_amount: number, _currency: string): Oneway {
    throw new Error('no change', { cause: new Error('empty', { cause: 'a thief' }) })
  }
  @oneway({ redact: true }) unlock(_pin: string, _who: string): Oneway {
    throw new Error('wrong')
  }
  @oneway({ redact: [1], aliases: ['enter'] }) logIn(_name: string, _password: string): Oneway {
    throw new Error('wrong')
  }
  @oneway() recount(_coins: number): Oneway {
    throw new Error('lost count')
  }
  waitAndPay(): void {
    this.after(5, Till).pay(3, 'EUR')
  }
  start(): void {
    this.waitAndPay()
  }
}

@actor({ name: 'SafeTill', version: '1.0.0' })
class SafeTill extends Till {
  @oneway() override logIn(_name: string, _password: string): Oneway {
    throw new Error('still wrong')
  }
  @oneway({ redact: [0] }) override recount(_coins: number): Oneway {
    throw new Error('lost count')
  }
}

test('a crash report has the arguments, as they were given', async () => {
  const { system, events } = await startStill()
  const till = await system.spawn(Till)
  till.pay(5, 'EUR')
  await till.exited
  expect(eventsOf(events, 'crashed')).toMatchObject([{ method: 'pay', arguments: [5, 'EUR'], sender: null }])
})

test('what the decorator says to redact is not shown: all arguments, or those at its places, by an alias too', async () => {
  const { system, events } = await startStill()
  const [one, two, three] = [await system.spawn(Till), await system.spawn(Till), await system.spawn(Till)]
  one.unlock('1234', 'tom')
  two.logIn('tom', 'secret')
  ;(three as unknown as { enter(name: string, password: string): void }).enter('tom', 'secret')
  await Promise.all([one.exited, two.exited, three.exited])
  expect(eventsOf(events, 'crashed').map((event) => event.arguments)).toEqual([
    ['[redacted]', '[redacted]'],
    ['tom', '[redacted]'],
    ['tom', '[redacted]'],
  ])
})

test('what a superclass redacts stays redacted in an override, and an override may redact more', async () => {
  const { system, events } = await startStill()
  const [one, two] = [await system.spawn(SafeTill), await system.spawn(SafeTill)]
  one.logIn('tom', 'secret')
  two.recount(5)
  await Promise.all([one.exited, two.exited])
  expect(eventsOf(events, 'crashed').map((event) => event.arguments)).toEqual([['tom', '[redacted]'], ['[redacted]']])
})

test('a timer is its own sender, and its arguments are told', async () => {
  const { system, clock, events } = await startStill()
  const till = await system.spawn(Till)
  await clock.advance(5)
  expect(eventsOf(events, 'crashed')).toMatchObject([{ method: 'pay', arguments: [3, 'EUR'], sender: till.pid }])
})

test('the line of a crash has the arguments and the chain of causes', async () => {
  const { system } = await startStill()
  const lines: string[] = []
  system.events$.subscribe(logEvents((line) => lines.push(line)))
  const [one, two] = [await system.spawn(Till), await system.spawn(Till)]
  one.pay(5, 'EUR')
  two.logIn('tom', 'secret')
  await settle()
  expect(lines.filter((line) => line.includes('crashed in')).slice(0, 3)).toEqual([
    `Till ${one.pid} (1.0.0) crashed in pay(5, 'EUR'): Error: no change, because of Error: empty, because of 'a thief'`,
    `Till ${one.pid} crashed in pay: no change`,
    `Till ${two.pid} (1.0.0) crashed in logIn('tom', [redacted]): Error: wrong`,
  ])
})
