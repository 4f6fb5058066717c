// The invariants: pure looks at the ledger and at the system. What is wrong is thrown as a `Violation` that names the one.

import type { ActorSystem, Reference } from '@instar/core'
import { isDeepStrictEqual } from 'node:util'
import { type Ledger, type Life, Violation } from './ledger.js'
import { children } from './keeper.js'
import { expectedSlices, levelsOf } from './facts.js'
import type { Standing, Versions } from './standing.js'
import { feeder } from './webs.js'

/** One of those that are looked at. */
interface Resident {
  readonly class: string
  readonly ref: Reference
  readonly life: Life
}

/** What is looked at. */
export interface Census {
  readonly system: ActorSystem
  readonly ledger: Ledger
  readonly standing: Standing
  /** Who lives, by what the events say: pid and class. */
  readonly alive: ReadonlyMap<string, string>
  readonly inhabitants: readonly Resident[]
  /** Supervisors of some of them. */
  readonly keepers: readonly Resident[]
  readonly deadLetters: ReadonlyMap<string, number>
  readonly upgrading: number
  /** Births that have been asked for, and of which nobody has heard. */
  readonly births: number
  /** Who was asked to end. */
  readonly doomed: ReadonlySet<object>
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
  const everybody = [...census.inhabitants, ...census.keepers]
  const inQuarantine = everybody.filter(({ ref }) => census.system.inspect(ref)?.phase === 'quarantined')
  const held = new Set(inQuarantine.map(({ life }) => life.id))
  for (const { ref } of everybody) {
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
  demandLoops(census, held)
  demandChildren(census, held)
}

function demandPidSets({ system, alive }: Census): void {
  for (const name of Object.keys(levelsOf)) {
    const listed = system.countInstances(name, { direct: true })
    let living = 0
    for (const each of alive.values()) if (each === name) living += 1
    if (listed !== living)
      throw new Violation('PID sets are who lives', `${name}: ${listed} are listed, ${living} live`)
  }
}

function demandStates({ system, standing, inhabitants, keepers }: Census): void {
  for (const [among, demanded] of [
    [inhabitants, allOf],
    [keepers, ownOf],
  ] as const)
    for (const { class: name, ref, life } of among) {
      const state = life.hasEnded ? undefined : system.getState(ref)
      if (state === undefined) continue
      const [found, expected] = [demanded(state), expectedState(name, standing.now, life)]
      if (isDeepStrictEqual(found, expected)) continue
      // Who waits for its migration by a lazy upgrade still has the attributes of before.
      if (system.inspect(ref)?.isMigrated !== true) continue
      const told = `${name} ${ref.pid} has ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`
      throw new Violation('attributes are what was done, in the form of what runs', told)
    }
}

type State = Readonly<Record<string, unknown>>

const allOf = (state: State): State => state

/** A keeper without the books of its superclasses. */
const books = ['supervised', 'restartHistory', 'turns']
const ownOf = (state: State): State =>
  Object.fromEntries(Object.entries(state).filter(([name]) => !books.includes(name)))

function expectedState(name: string, versions: Versions, { id, deeds }: Life): State {
  const expected: Record<string, unknown> = {}
  for (const level of levelsOf[name]!) {
    if (level in versions) expected[`${level}Id`] = id
    Object.assign(expected, expectedSlices[level]?.[versions[level]!]?.(deeds))
  }
  return expected
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

/** Main loops have eaten what came, and wait in the code that is current; one that has come to its end has ended its instance. */
function demandLoops({ ledger, inhabitants, standing }: Census, held: ReadonlySet<number>): void {
  for (const entry of ledger.entries.values()) {
    if (entry.sender !== feeder || held.has(entry.target)) continue
    const { hasEnded } = ledger.lives.get(entry.target)!
    if (entry.begun === 0 && !hasEnded)
      throw new Violation('no item of a main loop is lost', `#${entry.id} to life ${entry.target}`)
    if (entry.begun > 0 && (entry.method === 'last fly' || entry.method === 'bad fly') && !hasEnded)
      throw new Violation('who has come to the end of its main loop ends', `life ${entry.target}`)
  }
  for (const { class: name, life } of inhabitants) {
    if (name !== 'Spider' || life.hasEnded || held.has(life.id)) continue
    const current = standing.now['Spider']
    const version = ledger.webs.codeAt(life.id)?.version ?? 'none'
    if (version !== current)
      throw new Violation('main loops go on in the code that is current', `life ${life.id}: ${version}, not ${current}`)
  }
}

/** A supervisor that lives has each of its children once; nobody outlives the one that has ended. */
function demandChildren({ inhabitants, keepers }: Census, held: ReadonlySet<number>): void {
  for (const { life } of keepers) {
    const living = inhabitants.filter((each) => each.life.keeper === life.id && !each.life.hasEnded)
    if (life.hasEnded && living.length > 0)
      throw new Violation('no child outlives its supervisor', living.map(({ ref }) => ref.pid).join(', '))
    if (life.hasEnded || held.has(life.id)) continue
    for (const name of children) {
      const count = living.filter((each) => each.class === name).length
      if (count !== 1) throw new Violation('a supervisor has each of its children', `${name} of ${life.id}: ${count}`)
    }
  }
}
