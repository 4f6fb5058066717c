// Publish and subscribe: who publishes does not know who listens. Subscribers are instances, which leave by themselves when
// they end, and classes: then whoever is of the class at the time of a message is told, so that newborns are in by themselves.
// Messages to subscribers are oneways, so nobody waits for anybody. Ancestors: Phoenix.PubSub, Erlang's pg, the topics of NATS.

import { Actor, actor, type ActorClass, attribute, type Monitor, oneway, type Oneway, type Pid } from '@instar/core'
import { type Reference, request } from '@instar/core'
import { fail } from '../failures.js'
import { deliver } from './delivery.js'
import { classOf, idOf, isReference, type Subscriber, type Subscription } from './subscription.js'
import { subscriptionProblems } from './subscription.js'
import { emptyTopics, plant, reached, type TopicNode, uproot } from './topics.js'

/** What a hub has done, and for whom. */
export interface PubSubStatistics {
  readonly subscriptions: number
  /** Instances and classes that subscribe. */
  readonly subscribers: number
  /** Messages that were published. */
  readonly published: number
  /** Messages that reached nobody. */
  readonly unheard: number
  /** Messages in mailboxes of subscribers. */
  readonly told: number
  /** Messages that a subscriber did not take: its mailbox was full, or its method gone. */
  readonly refused: number
}

/**
 * A hub. What one publisher publishes reaches each subscriber in its order; a subscriber that several of its subscriptions
 * match is told once for each method. Subclasses may override `accepts`.
 */
@actor({ version: '1.0.0', description: 'brings messages by topic to those who subscribe' })
export class PubSub extends Actor {
  @attribute({ initial: emptyTopics, description: 'the subscriptions as a tree of topics' })
  topics!: TopicNode<Subscription>
  @attribute({ initial: () => new Map(), description: 'the subscriptions of each pid or class' })
  subscribers!: Map<string, Map<string, Subscription>>
  @attribute({ initial: () => ({ published: 0, unheard: 0, told: 0, refused: 0 }) })
  pubSubCounts!: { published: number; unheard: number; told: number; refused: number }
  /** Transient: one monitor for each instance that subscribes. */
  readonly subscriberMonitors = new Map<Pid, Monitor>()

  /**
   * From now on `method(message, topic)`, a oneway of the subscriber, is sent what is published to the topic. `*` stands for any
   * one segment, `>` at the end for one or more: `orders.*.new`, `orders.>`. The same again changes nothing. Rejects with
   * `bad-subscription` for a topic that is none, a class that is not known, and a method that is no oneway of it.
   */
  @request() subscribe(who: Subscriber, topic: string, method: string): void {
    const id = idOf(who)
    this.demandSubscription(who, topic, method)
    const key = `${id}\n${topic}\n${method}`
    const ref = isReference(who) ? who : null
    let own = this.subscribers.get(id)
    if (own === undefined) this.subscribers.set(id, (own = new Map()))
    const subscription: Subscription = { key, ref, class: ref?.className ?? id, topic, method }
    own.set(key, subscription)
    plant(this.topics, topic, key, subscription)
    if (ref !== null && !this.subscriberMonitors.has(ref.pid))
      this.subscriberMonitors.set(ref.pid, this.monitor(ref, 'subscriberEnded', ref.pid))
  }

  /** Ends the subscriptions of somebody to a topic, as it was written, or to all; gives how many there were. */
  @request() unsubscribe(who: Subscriber, topic?: string): number {
    return this.forget(idOf(who), topic)
  }

  /** Sends a message to all who subscribe to its topic. Nobody is waited for, and nobody's failure is the publisher's. */
  @oneway() publish(topic: string, message: unknown): Oneway {
    const counts = { ...this.pubSubCounts }
    const before = counts.told + counts.refused
    const found = reached(this.topics, String(topic)).filter((each) => this.accepts(each, message))
    // Who is met twice is told once; one subscription to one instance, the usual case, needs no such look.
    const met = found.length === 1 && found[0]!.ref !== null ? null : new Set<string>()
    for (const subscription of found) {
      for (const ref of this.receivers(subscription)) {
        const meeting = `${ref.pid} ${subscription.method}`
        if (met?.has(meeting) === true) continue
        met?.add(meeting)
        counts[deliver(ref, subscription.method, message, topic)] += 1
      }
    }
    counts.published += 1
    if (counts.told + counts.refused === before) counts.unheard += 1
    this.pubSubCounts = counts
  }

  /** The instances that a message to this topic would reach now, each once. */
  @request() listeners(topic: string): Reference[] {
    const refs = reached(this.topics, topic).flatMap((each) => [...this.receivers(each)])
    return [...new Map(refs.map((ref) => [ref.pid, ref])).values()]
  }

  /** The topics of somebody's subscriptions, in their order. */
  @request() topicsOf(who: Subscriber): string[] {
    const own = this.subscribers.get(idOf(who))?.values() ?? []
    return [...new Set([...own].map(({ topic }) => topic))]
  }

  /** What there is, and what has been counted since the birth of the hub. */
  @request({ const: true }) statistics(): PubSubStatistics {
    let subscriptions = 0
    for (const own of this.subscribers.values()) subscriptions += own.size
    return { subscriptions, subscribers: this.subscribers.size, ...this.pubSubCounts }
  }

  /** Forgets somebody who has ended; sent by its monitor. */
  @oneway() subscriberEnded(pid: Pid): Oneway {
    this.forget(pid)
  }

  /** Whether a subscription gets a message. For subclasses that filter; says yes. */
  accepts(_subscription: Subscription, _message: unknown): boolean {
    return true
  }

  /** The instances of a subscription as they are now. */
  receivers({ ref, class: name }: Subscription): Iterable<Reference> {
    if (ref !== null) return [ref]
    // The class may have been removed since.
    return this.isKnown(name) ? this.system.instancesOf(name as unknown as ActorClass) : []
  }

  /** Ends subscriptions of a pid or a class. */
  forget(id: string, topic?: string): number {
    const own = this.subscribers.get(id)
    const ended = [...(own?.values() ?? [])].filter((each) => topic === undefined || each.topic === topic)
    for (const subscription of ended) {
      own!.delete(subscription.key)
      uproot(this.topics, subscription.topic, subscription.key)
    }
    if (own?.size === 0) {
      this.subscribers.delete(id)
      this.subscriberMonitors.get(id as Pid)?.cancel()
      this.subscriberMonitors.delete(id as Pid)
    }
    return ended.length
  }

  /** Throws all that is wrong with a subscription. */
  demandSubscription(who: Subscriber, topic: string, method: string): void {
    const name = classOf(who)
    const problems = subscriptionProblems(this.isKnown(name) ? this.system.describe(name) : name, topic, method)
    if (problems.length > 0) throw fail('bad-subscription', { subscriber: idOf(who), problems: problems.join('\n') })
  }

  /** Whether the system knows a class by this name. */
  isKnown(name: string): boolean {
    try {
      return this.system.countInstances(name) >= 0
    } catch {
      return false
    }
  }
}
