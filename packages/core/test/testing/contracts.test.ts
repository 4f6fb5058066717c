// What is behind the services of a system, and of the kit, keeps its contracts.

import { describe, test } from 'vitest'
import {
  Dispatcher,
  EventBus,
  MailboxOrder,
  type MessageInfo,
  SystemClock,
  SystemRandom,
  SystemScheduler,
} from '../../src/index.js'
import {
  clockContract,
  describeContract,
  dispatcherContract,
  eventBusContract,
  mailboxOrderContract,
  randomContract,
  schedulerContract,
  SeededDispatcher,
  SeededRandom,
  SeededScheduler,
  VirtualClock,
} from '../../src/testing/index.js'

const runner = { describe, test }

describe('SystemClock', () =>
  describeContract(
    clockContract(() => new SystemClock()),
    runner,
  ))
describe('VirtualClock', () =>
  describeContract(
    clockContract(
      () => new VirtualClock(),
      (clock, ms) => clock.advance(ms),
    ),
    runner,
  ))

describe('SystemRandom', () =>
  describeContract(
    randomContract(() => new SystemRandom()),
    runner,
  ))
describe.each([0, 1, -1, 20261120])('SeededRandom with the seed %i', (seed) =>
  describeContract(
    randomContract(() => new SeededRandom(seed)),
    runner,
  ),
)

describe('SystemScheduler', () =>
  describeContract(
    schedulerContract(() => new SystemScheduler()),
    runner,
  ))
describe.each([1, 2, 3])('SeededScheduler with the seed %i', (seed) =>
  describeContract(
    schedulerContract(() => new SeededScheduler(new SeededRandom(seed))),
    runner,
  ),
)

describe('Dispatcher', () =>
  describeContract(
    dispatcherContract((clock, scheduler) => new Dispatcher(clock, scheduler)),
    runner,
  ))
describe.each([1, 2, 3])('SeededDispatcher with the seed %i', (seed) =>
  describeContract(
    dispatcherContract((clock, scheduler) => new SeededDispatcher(clock, scheduler, new SeededRandom(seed))),
    runner,
  ),
)
describe('SeededDispatcher on a SeededScheduler', () =>
  describeContract(
    dispatcherContract((clock) => {
      const random = new SeededRandom(4)
      return new SeededDispatcher(clock, new SeededScheduler(random), random)
    }),
    runner,
  ))

describe('EventBus', () =>
  describeContract(
    eventBusContract(() => new EventBus()),
    runner,
  ))

describe('an order of mailboxes by the length of the method', () => {
  class Shortest extends MailboxOrder {
    override priorityOf({ method }: MessageInfo): number {
      return -method.length
    }
  }
  describeContract(
    mailboxOrderContract(() => new Shortest()),
    runner,
  )
})
