// The public names of @instar/core/testing, one by one.

export { startTestSystem, TestSystem } from './test-system.js'
export type { TestSystemOptions } from './test-system.js'
export { Probe } from './probe.js'
export { ProbeHandle } from './probe-handle.js'
export { Received } from './inbox.js'
export type { Call, Expected, Patience } from './expectation.js'
export { EventRecord, recordEvents } from './event-record.js'
export type { EventOf } from './event-record.js'
export { assertPurged } from './assert-purged.js'

export { VirtualClock } from './virtual-clock.js'
export { SeededRandom } from './seeded-random.js'
export { SeededScheduler } from './seeded-scheduler.js'
export { SeededDispatcher } from './seeded-dispatcher.js'
export { settle } from './settle.js'

export { Simulation } from './simulation/simulation.js'
export type { SimulationOptions } from './simulation/simulation.js'
export type { Task } from './simulation/task.js'
export { FairPriorities, FirstInFirstOut, RandomWalk, Replay } from './simulation/strategy.js'
export type { Strategy } from './simulation/strategy.js'

export { upgradeTest } from './upgrade-test/upgrade-test.js'
export { call } from './upgrade-test/options.js'
export type {
  Action,
  ClassSource,
  Invariant,
  Operation,
  UpgradeTestOptions,
  UpgradeTestReport,
} from './upgrade-test/options.js'

export { describeContract } from './contract.js'
export type { ContractCase, ContractRunner, ContractSuite } from './contract.js'
export { clockContract } from './clock-contract.js'
export type { Pass } from './clock-contract.js'
export { randomContract } from './random-contract.js'
export { schedulerContract } from './scheduler-contract.js'
export { dispatcherContract } from './dispatcher-contract.js'
export type { MakeDispatcher } from './dispatcher-contract.js'
export { mailboxOrderContract } from './mailbox-order-contract.js'
export { eventBusContract } from './event-bus-contract.js'
