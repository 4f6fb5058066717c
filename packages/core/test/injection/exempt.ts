// Tests that are run without injected upgrades, each with what an upgrade changes there by design. Who is not named here has
// to pass. A title stands for all that begin with it, those of a `describe` with what is before them.

import type { Mode } from './copy.js'

/** Why a test may notice. */
const reasons = {
  version: 'it names the version that runs, or the generations that there are',
  upgrade: 'it counts what its own upgrade does, or compares what was before with what is after it',
  hook: 'its classes note each upgrade that they hear of',
  changes: 'it is told of each change of a state, and an attribute that is added is one',
  drops: 'its own upgrade comes while a method waits, to a class that knows nothing of the added attribute',
  witness: 'its witness puts code of its own into the slots of methods, anew after each upgrade that it knows of',
  back: 'it goes back to a version that has run, which is asked before it runs again',
  attributes: 'it lists the attributes of a class or of a state',
  time: 'it is about the time that messages take',
} as const

interface Exemption {
  readonly file: string
  /** The titles; all of the file when there are none. */
  readonly tests?: readonly string[]
  readonly reason: keyof typeof reasons
  /** Exempt from this kind of upgrade only. */
  readonly only?: Mode
}

const I1 = 'I1: when the k-th of n migrations throws, all n are on the old version with equal state'
const H5 = 'H5: whatever fails before the commit leaves everything as it was, and the new classes are forgotten'

const exemptions: readonly Exemption[] = [
  { file: 'observe/changes.test.ts', reason: 'changes', only: 'added' },
  {
    file: 'observe/statistics.test.ts',
    tests: ['numbers go on through upgrades; who was killed for one'],
    reason: 'drops',
    only: 'added',
  },
  {
    file: 'upgrade/rehearse.test.ts',
    tests: ['messages that wait > are counted right when an instance that has more to do asks'],
    reason: 'drops',
    only: 'added',
  },
  {
    file: 'conformance/chains.test.ts',
    tests: ['I12: instances of the set that call each other', 'F9: classes that depend on each other in a cycle'],
    reason: 'drops',
    only: 'added',
  },
  {
    file: 'conformance/interleaving.test.ts',
    tests: ['I6: and back: each is migrated down once'],
    reason: 'attributes',
    only: 'added',
  },
  {
    file: 'conformance/versions.test.ts',
    tests: ['H7: instances born in each of three versions all end in the last one'],
    reason: 'attributes',
    only: 'added',
  },
  {
    file: 'conformance/wooper.test.ts',
    tests: [
      'W4: the downgrade restores the shape and the dropped value itself',
      'W8: methods are inherited, overridden, constant, and called of an explicit superclass > W8: a const request may read',
      'W25: the classes of both ways can be upgraded under the platypus, in one set',
    ],
    reason: 'attributes',
    only: 'added',
  },
  { file: 'testing/upgrade-test/messages.test.ts', reason: 'witness' },
  { file: 'testing/upgrade-test/upgrade-test.test.ts', reason: 'witness' },
  { file: 'testing/upgrade-test/witness.test.ts', reason: 'witness' },
  {
    file: 'testing/upgrade-test/states.test.ts',
    tests: [
      'schemas of all attributes give states',
      'a migration that no living instance shows to be wrong',
      'attributes without a schema have',
      'states are what the judge accepts',
      'a schema that gives no values is told',
    ],
    reason: 'attributes',
    only: 'added',
  },
  { file: 'testing/readme.test.ts', tests: ['upgrades'], reason: 'attributes', only: 'added' },
  {
    file: 'conformance/supervision.test.ts',
    tests: [
      'D4: a living child of the same id stays; its new spec holds from its next restart > D4: up, restarted, and down',
    ],
    reason: 'back',
  },
  {
    file: 'instance/mailbox-order.test.ts',
    tests: ['an order that comes by an upgrade overtakes nobody who waits'],
    reason: 'drops',
    only: 'added',
  },
  {
    file: 'observe/changes.test.ts',
    tests: ['B18: observers keep seeing changes after an upgrade, which is one item itself, and after the way back'],
    reason: 'version',
  },
  {
    file: 'testing/event-record.test.ts',
    tests: ['an event that does not come is told with what came instead'],
    reason: 'version',
  },
  {
    file: 'observe/event-log.test.ts',
    tests: ['a subscriber writes the lines of a system as things happen'],
    reason: 'version',
  },
  {
    file: 'observe/events.test.ts',
    tests: [
      'a crash is told before what waited is refused',
      'B18: who observes a system keeps seeing a class after its upgrade, by its new version',
    ],
    reason: 'version',
  },
  { file: 'observe/instance-info.test.ts', tests: ['E5: an idle instance is shown whole'], reason: 'version' },
  {
    file: 'instance/lifecycle.test.ts',
    tests: ['a oneway that fails ends its instance, and the crash names method, sender and error'],
    reason: 'version',
  },
  {
    file: 'instance/redaction.test.ts',
    tests: ['the line of a crash has the arguments and the chain of causes'],
    reason: 'version',
  },
  {
    file: 'instance/mailbox-order.test.ts',
    tests: ['thousands that wait keep their places, and each is judged in time that does not grow with them'],
    reason: 'time',
  },
  { file: 'conformance/chains.test.ts', tests: ['C13: a request is answered after the oneways ahead'], reason: 'time' },
  {
    file: 'testing/test-system.test.ts',
    tests: [
      'a system that never comes to rest is told by name',
      'what waits for the clock can be awaited: time goes on until it has come, and no further',
      'what is awaited and fails, fails with its own error',
    ],
    reason: 'time',
  },
  {
    file: 'upgrade/before-freeze.test.ts',
    tests: [
      'hooks that throw or reject refuse the upgrade',
      'who has not been reached at the deadline is not asked later',
    ],
    reason: 'hook',
  },
  { file: 'upgrade/rehearse.test.ts', tests: ['who asks for it > may have ended before it has'], reason: 'upgrade' },
  { file: 'upgrade/review.test.ts', tests: ['a refusal > refuses the upgrade with all reasons'], reason: 'version' },
  {
    file: 'conformance/freeze.test.ts',
    tests: [
      'C1: frozen instances answer const requests on the old code, and all that is asked about them',
      'a class that comes while its superclass is frozen is born after the thaw, into the new version',
    ],
    reason: 'version',
  },
  {
    file: 'conformance/generations.test.ts',
    tests: ['A1: a third generation loads while the first lingers'],
    reason: 'version',
  },
  {
    file: 'conformance/interleaving.test.ts',
    tests: [
      `${I1} > I1: the migration number`,
      `${I1} > I1: the last of several`,
      'I6: a base class upgraded under three levels of subclasses',
    ],
    reason: 'version',
  },
  {
    file: 'conformance/loading.test.ts',
    tests: ['B2: five classes switch', 'B6: an unchanged subclass that comes along'],
    reason: 'version',
  },
  {
    file: 'conformance/plan.test.ts',
    tests: ['E3: up and down with state change each way', 'E10: a new number without changed code'],
    reason: 'hook',
  },
  {
    file: 'conformance/purge.test.ts',
    tests: ['A14: values that came from old code', 'A26: 160 instances under load'],
    reason: 'version',
  },
  {
    file: 'conformance/refusals.test.ts',
    tests: ['B12: a load hook that', 'G4: the previous generation is there for a rollback'],
    reason: 'version',
  },
  { file: 'conformance/supervision.test.ts', tests: ['D2: a faulty child spec is refused'], reason: 'version' },
  {
    file: 'conformance/supervision.test.ts',
    tests: ['D10: what fails during an upgrade follows the same rules > D10: a child that fails in afterUpgrade'],
    reason: 'hook',
  },
  {
    file: 'conformance/versions.test.ts',
    tests: [
      'G5: a jump to an older version that is not the last one',
      ...['load', 'check', 'stage', 'options', 'freeze: an instance', 're-migration', 'second rest'].map(
        (step) => `${H5} > H5: ${step}`,
      ),
      'H7: a class upgraded twice in a row',
    ],
    reason: 'version',
  },
  {
    file: 'conformance/versions.test.ts',
    tests: ['H7: a patch release keeps the migrations'],
    reason: 'version',
    only: 'equal',
  },
  {
    file: 'conformance/wooper.test.ts',
    tests: ['W1: an upgrade drops, adds and renames attributes of all instances'],
    reason: 'version',
  },
]

/** Why a test is run without injected upgrades; undefined for one that is not. */
export function exemptionOf(file: string, title: string, mode: Mode): string | undefined {
  const found = exemptions.find(
    (each) =>
      file.endsWith(`/packages/core/test/${each.file}`) &&
      (each.only ?? mode) === mode &&
      (each.tests ?? ['']).some((test) => title.startsWith(test)),
  )
  return found && reasons[found.reason]
}
