// The invariants: pure looks at the ledger and at the system. What is wrong is thrown as a `Violation` that names the one.

import type { ActorSystem, Ref } from '@instar/core'
import { isDeepStrictEqual } from 'node:util'
import { type Ledger, type Life, Violation } from './ledger.js'
import { type AnyCreature, expectedSlices } from './zoo.js'

/** What is looked at. */
export interface Census {
  readonly system: ActorSystem
  readonly ledger: Ledger
  /** Who lives, by what the events say: pid and class. */
  readonly alive: ReadonlyMap<string, string>
  readonly inhabitants: readonly { readonly ref: Ref<AnyCreature>; readonly life: Life }[]
  readonly deadLetters: ReadonlyMap<string, number>
  readonly upgrading: number
  /** Births that have been asked for, and of which nobody has heard. */
  readonly births: number
  /** Who was asked to end. */
  readonly doomed: ReadonlySet<Ref<AnyCreature>>
}

/** What has to hold after every step. */
export function demandAtStep(census: Census): void {
  const [first] = census.ledger.violations
  if (first !== undefined) throw first
  demandPidSets(census)
  demandStates(census)
}

/** What has to hold when nothing goes on any more. */
export function demandAtRest(census: Census): void {
  demandAtStep(census)
  if (census.upgrading > 0) throw new Violation('every upgrade ends', `${census.upgrading} have not`)
  if (census.births > 0) throw new Violation('every birth ends', `${census.births} have not`)
  // What waits for an instance in quarantine waits for an operator, and so does who has asked it.
  const inQuarantine = census.inhabitants.filter(({ ref }) => census.system.inspect(ref)?.phase === 'quarantined')
  const held = new Set(inQuarantine.map(({ life }) => life.id))
  for (const { ref } of census.inhabitants) {
    const info = census.system.inspect(ref)
    if (info === undefined || info.exit !== null) continue
    if (census.doomed.has(ref)) throw new Violation('who is asked to end ends', `${info.class} ${info.pid}`)
    if (info.phase === 'quarantined') continue
    if (!info.isMigrated) throw new Violation('a lazy upgrade leaves nobody behind', `${info.class} ${info.pid}`)
    if (info.isFrozen) throw new Violation('nobody stays frozen', `${info.class} ${info.pid}`)
    if (held.size === 0 && (info.mailbox > 0 || info.phase !== 'idle'))
      throw new Violation('nobody waits at rest', `${info.class} ${info.pid} is ${info.phase}, ${info.mailbox} wait`)
  }
  demandEnds(census, held)
}

function demandPidSets({ system, alive }: Census): void {
  for (const { name } of system.classes) {
    const listed = system.countInstances(name, { direct: true })
    const living = [...alive.values()].filter((each) => each === name).length
    if (listed !== living)
      throw new Violation('PID sets are who lives', `${name}: ${listed} are listed, ${living} live`)
  }
}

// Who waits for its migration by a lazy upgrade still has the attributes of before.
function demandStates(census: Census): void {
  for (const { ref, life } of census.inhabitants) {
    const info = census.system.inspect(ref)
    if (info === undefined || info.exit !== null || !info.isMigrated) continue
    const state = census.system.getState(ref)
    if (state === undefined) continue
    const expected = expectedState(info.versions, life)
    if (!isDeepStrictEqual(state, expected)) {
      const told = `${info.class} ${info.pid} has ${JSON.stringify(state)}, not ${JSON.stringify(expected)}`
      throw new Violation('attributes are what was done, in the form of what runs', told)
    }
  }
}

function expectedState(versions: Readonly<Record<string, string>>, life: Life): Record<string, unknown> {
  const levels = Object.entries(versions).filter(([name]) => name !== 'Actor')
  const slices = levels.map(([name, version]) => ({
    ...(name === 'Otter' ? {} : { [`${name}Id`]: life.id }),
    ...expectedSlices[name]![version]!(life.deeds),
  }))
  return Object.assign({}, ...slices) as Record<string, unknown>
}

/** Each message has ended: it was handled, or its sender, or the observers, have been told why not. */
function demandEnds({ ledger, inhabitants, deadLetters }: Census, held: ReadonlySet<number>): void {
  for (const entry of ledger.entries.values()) {
    if (entry.isRequest && entry.end === null && held.size === 0)
      throw new Violation('every request ends', `#${entry.id} ${entry.method} to life ${entry.target}`)
    if (entry.end === 'answered' && entry.begun !== 1)
      throw new Violation('answers come from the method', `#${entry.id} ${entry.method} began ${entry.begun} times`)
  }
  for (const { ref, life } of inhabitants) {
    const lost = [...ledger.entries.values()].filter(
      ({ target, isRequest, begun, sender }) => target === life.id && !isRequest && begun === 0 && sender === 0,
    )
    const told = deadLetters.get(ref.pid) ?? 0
    if (lost.length > told && !life.hasEnded && held.size === 0)
      throw new Violation('no oneway is lost', `#${lost.map(({ id }) => id).join(', #')} to ${ref.pid}`)
  }
}
