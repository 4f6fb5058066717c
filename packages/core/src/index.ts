// The public names of @instar/core, one by one.

export { Actor } from './instance/actor.js'
export type { ActorClass, ConcreteClass, Later, Ref, SpawnArguments, SystemOfInstance } from './instance/actor.js'
export type { SpawnOptions } from './instance/spawn-options.js'
export type { Timer } from './instance/timers.js'
export type { Monitor } from './instance/monitors.js'

export { actor, attribute, oneway, request, service, staticMethod } from './class/decorators.js'
export type { OnewayOptions, RequestOptions } from './class/decorators.js'
export type {
  ActorOptions,
  AliasAdapter,
  Aliases,
  AttributeOptions,
  MailboxBound,
  MailboxOptions,
} from './class/metadata.js'
export type { Oneway } from './class/oneway.js'
export { add, convert, drop, migration, rename } from './class/migration.js'
export type {
  Migration,
  MigrationContext,
  MigrationPart,
  MigrationStep,
  MigrationTarget,
  Slice,
} from './class/migration.js'
export type { SchemaIssue, SchemaResult, StandardSchema } from './class/schema.js'

export type { Answers } from './system/request-all.js'
export type { StateChange } from './instance/state.js'
export type { InstanceRule, RemovalReport } from './upgrade/removal.js'
export { ActorSystem } from './system/system.js'
export type { InstanceOptions } from './system/system.js'
export type { SystemOptions } from './system/options.js'
export { CLOCK, DISPATCHER, EVENTS, RANDOM, SCHEDULER, SUPERVISION } from './system/tokens.js'

export { Supervision } from './supervision/supervision.js'
export { decide } from './supervision/decision.js'
export type { Decision, Rules, Situation } from './supervision/decision.js'
export { usualStrategies } from './supervision/strategy.js'
export type {
  ChildStatus,
  Strategy,
  StrategyName,
  SupervisedChild,
  SupervisedChildren,
} from './supervision/strategy.js'
export { intensityDefects } from './supervision/intensity.js'
export type { Intensity, RestartHistory } from './supervision/intensity.js'
export { backoffDefects } from './supervision/backoff.js'
export type { Backoff } from './supervision/backoff.js'
export { classNameOf, completeSpec } from './supervision/child-spec.js'
export type { ChildSpec, CompleteSpec, Restart } from './supervision/child-spec.js'
export { specDefects } from './supervision/child-checks.js'
export { stopInOrder, stopTogether, stopWithin } from './supervision/ordered-stop.js'
export type { Leaving } from './supervision/ordered-stop.js'

export { Clock, SystemClock } from './base/clock.js'
export type { TimerHandle } from './base/clock.js'
export { Random, SystemRandom } from './base/random.js'
export { Scheduler, SystemScheduler } from './base/scheduler.js'
export { Dispatcher } from './mailbox/dispatcher.js'
export type { Pacing } from './mailbox/dispatcher.js'
export { MailboxOrder } from './mailbox/order.js'
export type { MessageInfo } from './protocol/message-info.js'
export { EventBus } from './observe/event-bus.js'
export { logEvents } from './observe/event-log.js'
export type { LogOptions } from './observe/event-log.js'

export { coreVersion } from './base/core-version.js'
export { compareVersions, isVersion } from './base/version.js'
export { loadCode } from './system/load-code.js'
export type { LoadedCode } from './system/load-code.js'
export type { CodeUnit } from './loader/code.js'
export type { LoadEffect } from './loader/load-effects.js'
export type { SourcePlace } from './class/metadata.js'
export { readDeclaration } from './class/reader.js'
export type { ClassDeclaration } from './class/reader.js'

export { isReference } from './ref/ref.js'
export type { CallOptions, Reference } from './ref/types.js'
export type { HookName } from './class/hooks.js'
export { formatPid, parsePid } from './base/ids.js'
export type { Pid, PidParts } from './base/ids.js'
export { describeExit, isNormalExit } from './protocol/exit.js'
export type { ExitReason } from './protocol/exit.js'
export type { InstanceChange, ValueChange } from './protocol/changes.js'
export type {
  ClassOutcome,
  DeadLetterReason,
  SystemEvent,
  UpgradeOutcome,
  UpgradePhase,
  UpgradeProgress,
} from './protocol/events.js'

export { InstarError, isInstarError, messageOf } from './base/errors.js'
export type { CatalogueEntry, Facts } from './base/errors.js'
export { PurgedError } from './protocol/failures.js'
export type { Failure, FailureCode } from './protocol/failures.js'

export type { ComingUpgrade, InstanceUpgrade, UpgradeRefusal } from './upgrade/hook-reports.js'
export type { Snapshot, SnapshotLevel } from './upgrade/snapshot.js'
export type { SnapshotOptions } from './upgrade/snapshot-migration.js'
export type { Reservation, ReviveOptions } from './system/reservation.js'
export type { Revival } from './instance/reservation.js'
export { UpgradeReport, describeLingerer } from './upgrade/report.js'
export type { UpgradeFacts } from './upgrade/report.js'
export type { UpgradeOptions } from './upgrade/options.js'
export type { LazyOutcome } from './upgrade/lazy.js'
export type { AffectedClass, UpgradePlan } from './upgrade/plan.js'
export type { Remark } from './upgrade/remark.js'
export type { UpgradeReview } from './upgrade/review.js'
export { Rehearsal } from './upgrade/rehearsal.js'
export type { RehearsalFacts, RehearsalOutcome } from './upgrade/rehearsal.js'
export type { Finding, FindingKind } from './upgrade/rehearsal-findings.js'
export type { QueuedMessages } from './upgrade/rehearsal-queues.js'
export type { RehearseOptions } from './upgrade/rehearse.js'
export type { AttributeChanges, ChangeKind, ClassChange } from './upgrade/change.js'
export type { Straggler } from './upgrade/freeze.js'
export type { MigrationFailure } from './upgrade/stage.js'
export type { Lingerer, PurgeMode, PurgeReport } from './upgrade/purge.js'
export { UpgradeHandle } from './observe/upgrade-handle.js'
export type { AttributeInfo, ClassInfo, MethodInfo } from './observe/inspection.js'
export type { GenerationInfo } from './observe/generation-info.js'
export type { InstanceInfo, InstancePhase, RunningInfo } from './observe/instance-info.js'
export type { InstancePage, PageOptions } from './observe/instance-page.js'
export type { Statistics, SystemStatistics } from './observe/statistics.js'
