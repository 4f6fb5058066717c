// Nothing that the framework gives is `any`.

import {
  type Actor,
  ActorSystem,
  type CallOptions,
  type ClassInfo,
  type ExitReason,
  type Failure,
  isInstarError,
  type Migration,
  migration,
  rename,
  type SystemEvent,
  type SystemOptions,
  type UpgradeFacts,
  type UpgradeHandle,
  type UpgradeOptions,
  type UpgradePlan,
  type UpgradeReport,
} from '../../src/index.js'
import { assert, type Equal, type IsAny, type IsNotAny } from './assert.js'

type Primitive = string | number | bigint | boolean | symbol | null | undefined

/** Where `any` is in a type: the names of the members that lead to it, or never. What the platform brings is left out. */
type AnyIn<T, At = 'itself', Depth extends unknown[] = []> =
  IsAny<T> extends true
    ? At
    : Depth['length'] extends 8
      ? never
      : T extends Primitive | Error | AbortSignal
        ? never
        : T extends PromiseLike<infer U> | readonly (infer U)[]
          ? AnyIn<U, At, [...Depth, 1]>
          : T extends (...args: never[]) => infer R
            ? AnyIn<R, At, [...Depth, 1]>
            : T extends object
              ? { [K in keyof T]-?: AnyIn<T[K], K, [...Depth, 1]> }[keyof T]
              : never

interface Probe {
  readonly a: { readonly b: readonly [{ readonly c?: any }] }
  readonly d: () => Promise<any>
  readonly e: number
  readonly f?: readonly string[]
}
assert<Equal<AnyIn<Probe>, 'c' | 'd'>>()
assert<Equal<AnyIn<any>, 'itself'>>()
assert<Equal<AnyIn<Omit<Probe, 'a' | 'd'>>, never>>()

export async function upgrades(system: ActorSystem, Cat: new () => Actor): Promise<void> {
  const handle = system.upgrade(Cat)
  assert<Equal<typeof handle, UpgradeHandle>>()
  const report = await handle
  assert<Equal<typeof report, UpgradeReport>>()
  assert<IsNotAny<typeof report.plan>>()
  assert<Equal<AnyIn<UpgradeFacts>, never>>()
  assert<Equal<AnyIn<UpgradePlan>, never>>()
  assert<Equal<AnyIn<ClassInfo>, never>>()
  const { outcome } = report
  assert<Equal<typeof outcome, 'committed' | 'unchanged' | 'refused' | 'rolledBack'>>()
  assert<Equal<ReturnType<typeof system.plan>, UpgradePlan>>()
  await system.upgrade([Cat], {
    deadline: 10,
    onDeadline: 'kill',
    purge: 'soft',
    drainTimeout: 5,
    extra: { any: 'thing' },
  })
  // @ts-expect-error -- neither refuse nor kill
  await system.upgrade(Cat, { onDeadline: 'explode' })
  // @ts-expect-error -- no such option
  await system.upgrade(Cat, { deadlin: 10 })
  // @ts-expect-error -- milliseconds are a number
  await system.upgrade(Cat, { deadline: '10' })
  // @ts-expect-error -- no actor class
  await system.upgrade(Date)
}

export async function options(): Promise<void> {
  assert<Equal<AnyIn<Omit<SystemOptions, 'configure'>>, never>>()
  // Slices are the author's own: a migration names their attributes freely.
  assert<Equal<AnyIn<Omit<UpgradeOptions, 'migrations'>>, never>>()
  assert<Equal<AnyIn<CallOptions>, never>>()
  await ActorSystem.start({ node: 'home', requestTimeout: 1, stopTimeout: 1 })
  // @ts-expect-error -- no such option
  await ActorSystem.start({ nod: 'home' })
  // @ts-expect-error -- a node is a text
  await ActorSystem.start({ node: 1 })
  // @ts-expect-error -- a system is made by start
  new ActorSystem()
}

export function events(event: SystemEvent, reason: ExitReason, error: unknown): void {
  assert<Equal<AnyIn<SystemEvent>, never>>()
  assert<Equal<AnyIn<ExitReason>, never>>()
  if (event.type === 'dead-letter') assert<Equal<typeof event.count, number>>()
  // @ts-expect-error -- only a dead letter has a count
  void event.count
  // @ts-expect-error -- only a crash has an error
  void reason.error
  if (isInstarError(error, 'timeout')) assert<Equal<typeof error.code, 'timeout'>>()
  const failure = error as Failure
  assert<Equal<IsAny<typeof failure.facts>, false>>()
  // @ts-expect-error -- no such code
  if (failure.code === 'tmieout') return
}

export function migrations(): void {
  const made: Migration = migration('1.0.0', rename('a', 'b'), { to: '2.0.0' }, { up: ({ a }) => ({ b: a }) })
  void made
  // @ts-expect-error -- a step gives attributes or nothing
  migration('1.0.0', { up: () => 1 })
  // @ts-expect-error -- a version is a text
  migration(1)
}
