// The face of the package: what its doors give out, name by name, and that each name comes with a sentence of contract.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as core from '../src/index.js'
import * as testing from '../src/testing/index.js'

const sources = join(import.meta.dirname, '../src')

interface Exported {
  readonly name: string
  readonly isType: boolean
  /** Where it is declared, as the door writes it. */
  readonly from: string
}

/** What a door exports; a door is a list of `export { ... } from '...'`. */
function exportsOf(door: string): Exported[] {
  const lists = door.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)'$/gm)
  return [...lists].flatMap(([, type, names, from]) =>
    names!
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, isType: type !== undefined, from: from! })),
  )
}

/** What a door has beside comments and its lists of exports. */
function restOf(door: string): string {
  return door
    .replaceAll(/^export (type )?\{[^}]*\} from '[^']+'$/gm, '')
    .replaceAll(/^\/\/.*$/gm, '')
    .trim()
}

/** Whether a class or function is declared right under a docstring; directives and decorators may come between. */
function isDocumented(source: string, name: string): boolean {
  const lines = source.split('\n')
  const declared = new RegExp(
    String.raw`^export (abstract )?(class|(async )?function\*?|const|type|interface) ${name}\b`,
  )
  let at = lines.findIndex((line) => declared.test(line)) - 1
  while (at >= 0 && /^(\/\/ (oxlint|@ts)-|@\w+\(.*\)$)/.test(lines[at]!)) at -= 1
  return at >= 0 && /(^| )\*\/$/.test(lines[at]!)
}

function doorOf(path: string): string {
  return readFileSync(join(sources, path), 'utf8')
}

/** The classes and functions that a door gives out without a docstring. */
function undocumented(path: string): string[] {
  const folder = join(sources, path, '..')
  return exportsOf(doorOf(path))
    .filter(({ isType }) => !isType)
    .filter(({ name }) => typeof ({ ...core, ...testing } as Record<string, unknown>)[name] === 'function')
    .filter(({ name, from }) => !isDocumented(readFileSync(join(folder, from.replace(/\.js$/, '.ts')), 'utf8'), name))
    .map(({ name }) => name)
}

test('the door of the package gives out these names and no others', () => {
  const names = exportsOf(doorOf('index.ts')).map(({ name, isType }) => (isType ? `type ${name}` : name))
  expect(names.toSorted().join('\n')).toMatchInlineSnapshot(`
    "Actor
    ActorSystem
    CLOCK
    Clock
    DISPATCHER
    Dispatcher
    EVENTS
    EventBus
    InstarError
    MailboxOrder
    PurgedError
    RANDOM
    Random
    Rehearsal
    SCHEDULER
    SUPERVISION
    Scheduler
    Supervision
    SystemClock
    SystemRandom
    SystemScheduler
    UpgradeHandle
    UpgradeReport
    actor
    add
    attribute
    backoffDefects
    classNameOf
    compareVersions
    completeSpec
    convert
    coreVersion
    decide
    describeExit
    describeLingerer
    drop
    formatPid
    intensityDefects
    isInstarError
    isNormalExit
    isReference
    isVersion
    loadCode
    logEvents
    messageOf
    migration
    oneway
    parsePid
    readDeclaration
    rename
    request
    service
    specDefects
    staticMethod
    stopInOrder
    stopTogether
    stopWithin
    type ActorClass
    type ActorOptions
    type AffectedClass
    type AliasAdapter
    type Aliases
    type Answers
    type AttributeChanges
    type AttributeInfo
    type AttributeOptions
    type Backoff
    type CallOptions
    type CatalogueEntry
    type ChangeKind
    type ChildSpec
    type ChildStatus
    type ClassChange
    type ClassDeclaration
    type ClassInfo
    type ClassOutcome
    type CodeUnit
    type ComingUpgrade
    type CompleteSpec
    type ConcreteClass
    type DeadLetterReason
    type Decision
    type ExitReason
    type Facts
    type Failure
    type FailureCode
    type Finding
    type FindingKind
    type GenerationInfo
    type HookName
    type InstanceChange
    type InstanceInfo
    type InstanceOptions
    type InstancePage
    type InstancePhase
    type InstanceRule
    type InstanceUpgrade
    type Intensity
    type Later
    type LazyOutcome
    type Leaving
    type Lingerer
    type LoadEffect
    type LoadedCode
    type LogOptions
    type MailboxBound
    type MailboxOptions
    type MessageInfo
    type MethodInfo
    type Migration
    type MigrationContext
    type MigrationFailure
    type MigrationPart
    type MigrationStep
    type MigrationTarget
    type Monitor
    type Oneway
    type OnewayOptions
    type Pacing
    type PageOptions
    type Pid
    type PidParts
    type PurgeMode
    type PurgeReport
    type QueuedMessages
    type Ref
    type Reference
    type RehearsalFacts
    type RehearsalOutcome
    type RehearseOptions
    type Remark
    type RemovalReport
    type RequestOptions
    type Reservation
    type Restart
    type RestartHistory
    type Revival
    type ReviveOptions
    type Rules
    type RunningInfo
    type SchemaIssue
    type SchemaResult
    type Situation
    type Slice
    type Snapshot
    type SnapshotLevel
    type SnapshotOptions
    type SourcePlace
    type SpawnArguments
    type SpawnOptions
    type StandardSchema
    type StateChange
    type Statistics
    type Straggler
    type Strategy
    type StrategyName
    type SupervisedChild
    type SupervisedChildren
    type SystemEvent
    type SystemOfInstance
    type SystemOptions
    type SystemStatistics
    type Timer
    type TimerHandle
    type UpgradeFacts
    type UpgradeOptions
    type UpgradeOutcome
    type UpgradePhase
    type UpgradePlan
    type UpgradeProgress
    type UpgradeRefusal
    type UpgradeReview
    type ValueChange
    usualStrategies"
  `)
})

test('the door of the testing kit gives out these names and no others', () => {
  const names = exportsOf(doorOf('testing/index.ts')).map(({ name, isType }) => (isType ? `type ${name}` : name))
  expect(names.toSorted().join('\n')).toMatchInlineSnapshot(`
    "EventRecord
    FairPriorities
    FirstInFirstOut
    Probe
    ProbeHandle
    RandomWalk
    Received
    Replay
    SeededDispatcher
    SeededRandom
    SeededScheduler
    Simulation
    TestSystem
    VirtualClock
    assertPurged
    call
    clockContract
    describeContract
    dispatcherContract
    eventBusContract
    mailboxOrderContract
    randomContract
    recordEvents
    schedulerContract
    settle
    startTestSystem
    type Action
    type Call
    type ClassSource
    type ContractCase
    type ContractRunner
    type ContractSuite
    type EventOf
    type Expected
    type Invariant
    type MakeDispatcher
    type Operation
    type Pass
    type Patience
    type SimulationOptions
    type Strategy
    type Task
    type TestSystemOptions
    type UpgradeTestOptions
    type UpgradeTestReport
    upgradeTest"
  `)
})

test('a door is a list of names, and gives out at run time what it lists', () => {
  for (const [path, module] of [
    ['index.ts', core],
    ['testing/index.ts', testing],
  ] as const) {
    const listed = exportsOf(doorOf(path)).filter(({ isType }) => !isType)
    expect(restOf(doorOf(path))).toBe('')
    expect(Object.keys(module).toSorted()).toEqual(listed.map(({ name }) => name).toSorted())
  }
})

test('every class and function of the face has a docstring right above its declaration', () => {
  expect([...undocumented('index.ts'), ...undocumented('testing/index.ts')]).toEqual([])
})

test('a missing docstring is found, and so is one that stands elsewhere', () => {
  const source = [
    '/** What it is. */',
    'export class Documented {}',
    '/**',
    ' * What it does.',
    ' */',
    '// oxlint-disable-next-line some/rule -- for a reason',
    'export function documented() {}',
    '/** What it is. */',
    "@actor({ version: '1.0.0' })",
    'export class Decorated {}',
    '// A comment is no docstring.',
    'export abstract class Bare {}',
    '/** Of something else. */',
    '',
    'export function apart() {}',
  ].join('\n')
  const names = ['Documented', 'documented', 'Decorated', 'Bare', 'apart', 'absent']
  expect(names.map((name) => isDocumented(source, name))).toEqual([true, true, true, false, false, false])
})

test('the list of a door is read over several lines, types apart, and anything else in it is seen', () => {
  const door =
    "// A door.\nexport { a, b } from './x.js'\nexport type {\n  C,\n  D,\n} from './y.js'\nexport * from './z.js'\n"
  expect(exportsOf(door)).toEqual([
    { name: 'a', isType: false, from: './x.js' },
    { name: 'b', isType: false, from: './x.js' },
    { name: 'C', isType: true, from: './y.js' },
    { name: 'D', isType: true, from: './y.js' },
  ])
  expect(restOf(door)).toBe("export * from './z.js'")
})
