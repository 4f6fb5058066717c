// Who subscribes to what: a subscription as it is kept, and what can be wrong with one. Classes are kept by their names, never
// by their values: a subscription may live longer than any version of a class.

import { type ActorClass, type ClassInfo, readDeclaration, type Reference } from '@instar/core'
import { fail } from '../failures.js'
import { topicProblem } from './topics.js'

/** Who is told: an instance, or all of a class and of its descendants, by the class or by its name. */
export type Subscriber = Reference | ActorClass | string

/** A subscription as it is kept: an instance, or a class by its name. */
export interface Subscription {
  readonly key: string
  readonly ref: Reference | null
  readonly class: string
  readonly topic: string
  readonly method: string
}

/** All that is wrong with a subscription, as sentences; `of` is the class of the subscriber, or its name when nobody knows it. */
export function subscriptionProblems(of: ClassInfo | string, topic: unknown, method: unknown): string[] {
  const defect = topicProblem(topic)
  const problems = defect === null ? [] : [`- the topic is ${JSON.stringify(topic)}: ${defect}`]
  if (typeof of === 'string') return [...problems, `- no class ${of} is known to this system: register it first`]
  const oneways = of.methods.filter(({ kind }) => kind === 'oneway').map(({ name }) => name)
  if (!oneways.includes(method as string))
    problems.push(`- ${String(method)} is no oneway of ${of.name}: it has ${oneways.join(', ') || 'none'}`)
  return problems
}

export function isReference(who: unknown): who is Reference {
  return typeof who === 'object' && who !== null && 'pid' in who && 'className' in who
}

/** What a subscriber is kept under: its pid, or the name of the class. */
export function idOf(who: Subscriber): string {
  return isReference(who) ? who.pid : classOf(who)
}

/** The name of a subscriber's class. */
export function classOf(who: Subscriber): string {
  if (isReference(who)) return who.className
  const name = typeof who === 'function' ? readDeclaration(who)?.name : who
  if (typeof name === 'string' && name !== '') return name
  throw fail('bad-subscription', { subscriber: String(who), problems: '- it is neither a ref nor a class' })
}
