// What every event bus promises.

import { deepStrictEqual, strictEqual } from 'node:assert'
import type { EventBus } from '../observe/event-bus.js'
import type { SystemEvent } from '../protocol/events.js'
import type { ContractCase, ContractSuite } from './contract.js'

/** The contract of event buses. */
export function eventBusContract(makeBus: () => EventBus): ContractSuite {
  const onStage = (title: string, body: (bus: EventBus) => void): ContractCase => ({
    title,
    run: async () => body(makeBus()),
  })
  return {
    name: 'an event bus',
    cases: [
      onStage('all observers are told all events at once, in their order', tells),
      onStage('it says whether anybody looks', knowsObservers),
      onStage('what an observer sets off is told after what it was told, to all', tellsOneByOne),
      onStage('when it is complete its observers know, and nothing more is told', completes),
    ],
  }
}

function event(version: string): SystemEvent {
  return { type: 'class-registered', class: 'Cat', version }
}

/** What an observer is told, as versions. */
function observe(bus: EventBus): { told: string[]; stop(): void } {
  const told: string[] = []
  const subscription = bus.events$.subscribe({
    next: (each) => void told.push('version' in each ? each.version : each.type),
    complete: () => void told.push('complete'),
  })
  return { told, stop: () => subscription.unsubscribe() }
}

function tells(bus: EventBus): void {
  bus.emit(event('0'))
  const [one, other] = [observe(bus), observe(bus)]
  for (const version of ['1', '2', '3']) bus.emit(event(version))
  deepStrictEqual(
    [one.told, other.told],
    [
      ['1', '2', '3'],
      ['1', '2', '3'],
    ],
  )
}

function knowsObservers(bus: EventBus): void {
  strictEqual(bus.isObserved, false, 'it is observed from the beginning')
  const [one, other] = [observe(bus), observe(bus)]
  strictEqual(bus.isObserved, true, 'it does not know its observers')
  one.stop()
  bus.emit(event('1'))
  deepStrictEqual([bus.isObserved, one.told, other.told], [true, [], ['1']])
  other.stop()
  strictEqual(bus.isObserved, false, 'it goes on when nobody looks')
}

function tellsOneByOne(bus: EventBus): void {
  const before = observe(bus)
  bus.events$.subscribe((each) => {
    if ('version' in each && each.version === '1') bus.emit(event('2'))
  })
  const after = observe(bus)
  bus.emit(event('1'))
  deepStrictEqual(
    [before.told, after.told],
    [
      ['1', '2'],
      ['1', '2'],
    ],
  )
}

function completes(bus: EventBus): void {
  const observer = observe(bus)
  bus.emit(event('1'))
  bus.complete()
  bus.emit(event('2'))
  deepStrictEqual([observer.told, bus.isObserved], [['1', 'complete'], false])
}
