// The public names of @instar/classes, one by one.

export { Describable } from './describable.js'
export { areIdentical, findIdentity, Identifiable } from './identifiable.js'
export type { IdentifiableRef } from './identifiable.js'
export { Serialisable } from './serialisable/serialisable.js'
export type { WrittenAttributes } from './serialisable/serialisable.js'
export { deserialise, readInstances, writeInstances } from './serialisable/stream.js'
export type { ReadOptions, WriteOptions } from './serialisable/stream.js'
export type { Arrival } from './serialisable/arrivals.js'
export type { Bytes } from './serialisable/lines.js'
export { transformAttribute, transformType } from './serialisable/transformers.js'
export type { EntryPlace, EntryTransformer } from './serialisable/transformers.js'
export type { Trait } from './trait.js'
export { Upgradable } from './upgradable.js'
export type { RememberedUpgrade } from './upgradable.js'
export { fromActor } from './streams/from-actor.js'
export type { FromActorOptions } from './streams/from-actor.js'
export { Paced, paced } from './streams/paced.js'
export { requestThrough } from './streams/request-through.js'
export type { StreamOutcome } from './streams/outcome.js'
export type { RequestThroughOptions } from './streams/request-through.js'
export { tellTo } from './streams/tell-to.js'
export { StateMachine } from './state-machine/state-machine.js'
export type { WaitingInMachine } from './state-machine/state-machine.js'
export { answered, Ticket } from './state-machine/answer.js'
export type { Asker, Replied, Settled } from './state-machine/answer.js'
export type { Moves } from './state-machine/moves.js'
export type {
  Action,
  AnyEvent,
  EnterOutcome,
  EventArguments,
  EventName,
  Finish,
  Keep,
  Next,
  Outcome,
  Repeat,
  ReplyOf,
  StateHandlers,
  StateName,
  StateTable,
  Update,
} from './state-machine/table.js'
export { Supervisor, child } from './supervisor/supervisor.js'
export type { ApplyOptions, ChildOptions } from './supervisor/supervisor.js'
export { BaseSupervisor } from './supervisor/base.js'
export type { Child, ChildInfo } from './supervisor/child.js'
export type { ChildrenDifference } from './supervisor/difference.js'
export { DynamicSupervisor } from './supervisor/dynamic-supervisor.js'
export type { DynamicChildSpec } from './supervisor/dynamic-supervisor.js'

export { PubSub } from './pub-sub/pub-sub.js'
export type { PubSubStatistics } from './pub-sub/pub-sub.js'
export type { Subscriber, Subscription } from './pub-sub/subscription.js'
export { Registry } from './registry/registry.js'
export type { RegistryKind, RegistryStatistics } from './registry/registry.js'
export type { RegistryKey } from './registry/book.js'
export { MethodTask } from './task/method-task.js'
export type { StaticsOf } from './task/method-task.js'
export { Task } from './task/task.js'
export type { TaskState } from './task/task.js'
export { resultOf } from './task/result.js'
export type { JobRef, Work } from './task/result.js'
export { Ticker } from './ticker/ticker.js'
export type { TickerState } from './ticker/ticker.js'
export { WorkerPool } from './worker-pool/worker-pool.js'
export { WorkerCrew } from './worker-pool/crew.js'
export { JobDesk } from './worker-pool/desk.js'
export { Job } from './worker-pool/job.js'
export type { ClosingRule, WorkerPoolState } from './worker-pool/worker-pool.js'
export type { FullQueueRule, WorkArguments, WorkerPoolOptions, WorkResult } from './worker-pool/options.js'
export type { WorkerPoolStatistics } from './worker-pool/tally.js'
export { EventManager } from './event-manager/event-manager.js'
export { EventHandler, handler } from './event-manager/handler.js'
export type { AnyHandler, EventOf, HandlerSpec } from './event-manager/handler.js'
export type { HandlerEnd, HandlerEndReason, HandlerInfo, HandlerOptions } from './event-manager/roster.js'
