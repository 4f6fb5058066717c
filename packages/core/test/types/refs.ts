// What a ref offers of a class.

import {
  actor,
  Actor,
  attribute,
  type ExitReason,
  type MessageInfo,
  oneway,
  type Oneway,
  type Pid,
  type Ref,
  request,
} from '../../src/index.js'
import { assert, type Equal, type IsAny, type IsAssignable, type IsNotAny } from './assert.js'

interface Toy {
  readonly name: string
}

@actor({ version: '1.0.0' })
class Creature extends Actor {
  @attribute() age = 0
  @attribute() friend: Ref<Creature> | null = null
  protected mood = 'calm'
  private secret = 1
  constructor(age: number) {
    super()
    this.age = age + this.secret
  }
  start(): void {}
  async destruct(): Promise<void> {}
  afterUpgrade(): void {}
  around(_: MessageInfo, proceed: () => unknown): unknown {
    return proceed()
  }
  @request() getAge(): number {
    return this.age
  }
  @request() async getToy(name: string, size?: number): Promise<Toy> {
    return { name: `${name}${size}` }
  }
  @request() reset() {
    this.age = 0
  }
  @request() find(name: string): Toy | undefined {
    return name === '' ? undefined : { name }
  }
  @request() getAnything(): unknown {
    return this.mood
  }
  @request() async getAnythingLater(): Promise<unknown> {
    return this.age
  }
  @request() getAny(): any {
    return this.age
  }
  @request() async getAnyLater(): Promise<any> {
    return this.age
  }
  @request() fail(): never {
    throw new Error('no')
  }
  @request() meet(other: Ref<Creature>): Ref<Creature> {
    return (this.friend = other)
  }
  @request() me() {
    return this.self(Creature)
  }
  @oneway() grow(years: number): Oneway {
    this.age += years
  }
  @oneway() async growLater(years: number): Promise<Oneway> {
    this.age += years
  }
  protected hidden(): void {}
  private hiddenToo(): void {
    this.hidden()
  }
  poke(): void {
    this.hiddenToo()
  }
}

@actor({ version: '1.0.0' })
class Mammal extends Creature {
  @request() isHotBlooded() {
    return true
  }
}
@actor({ version: '1.0.0' })
class Cat extends Mammal {
  @request() override meet(other: Ref<Creature>): Ref<Creature> {
    return other
  }
}

export async function requests(ref: Ref<Creature>): Promise<void> {
  assert<Equal<ReturnType<typeof ref.getAge>, Promise<number>>>()
  assert<Equal<ReturnType<typeof ref.getToy>, Promise<Toy>>>()
  assert<Equal<Parameters<typeof ref.getToy>, [name: string, size?: number]>>()
  assert<Equal<ReturnType<typeof ref.reset>, Promise<void>>>()
  assert<Equal<ReturnType<typeof ref.find>, Promise<Toy | undefined>>>()
  assert<Equal<ReturnType<typeof ref.getAnything>, Promise<unknown>>>()
  assert<Equal<ReturnType<typeof ref.getAnythingLater>, Promise<unknown>>>()
  assert<Equal<ReturnType<typeof ref.fail>, Promise<never>>>()
  assert<IsNotAny<Awaited<ReturnType<typeof ref.getAge>>>>()
  // What the author calls `any` stays it, and is a request all the same.
  assert<IsAny<Awaited<ReturnType<typeof ref.getAny>>>>()
  assert<IsAny<Awaited<ReturnType<typeof ref.getAnyLater>>>>()
  const age: number = await ref.getAge()
  await ref.getToy('ball', age)
  // @ts-expect-error -- a number where a string is asked for
  await ref.getToy(1)
  // @ts-expect-error -- an argument is missing
  await ref.getToy()
  // @ts-expect-error -- an argument too many
  await ref.getAge(1)
  // @ts-expect-error -- a promise is no number
  const wrong: number = ref.getAge()
  void wrong
}

export function oneways(ref: Ref<Creature>): void {
  assert<Equal<ReturnType<typeof ref.grow>, void>>()
  assert<Equal<ReturnType<typeof ref.growLater>, void>>()
  assert<Equal<Parameters<typeof ref.grow>, [years: number]>>()
  ref.grow(1)
  // @ts-expect-error -- nothing comes back
  void ref.grow(1).then
  // @ts-expect-error -- a oneway checks its arguments too
  ref.grow('1')
}

export function hidden(ref: Ref<Creature>): void {
  // @ts-expect-error -- an attribute cannot be called
  ref.age()
  // @ts-expect-error -- an attribute cannot be written
  ref.age = 4
  assert<Equal<IsAssignable<(typeof ref)['age'], number> & (typeof ref)['age'], never>>()
  // @ts-expect-error -- protected fields are the author's
  void ref.mood
  // @ts-expect-error -- protected methods too
  ref.hidden()
  // @ts-expect-error -- private ones as well
  ref.hiddenToo()
  // @ts-expect-error -- hooks are called by the runtime
  ref.start()
  // @ts-expect-error -- hooks are called by the runtime
  ref.destruct()
  // @ts-expect-error -- hooks are called by the runtime
  ref.afterUpgrade()
  // @ts-expect-error -- hooks are called by the runtime
  ref.around()
  // @ts-expect-error -- what Actor offers is for the instance itself
  ref.self(Creature)
  // @ts-expect-error -- a ref is no promise
  void ref.then
}

export async function ownRefs(ref: Ref<Creature>, cat: Ref<Cat>): Promise<void> {
  const friend = await ref.meet(ref)
  assert<Equal<typeof friend, Ref<Creature>>>()
  assert<Equal<ReturnType<typeof ref.me>, Promise<Ref<Creature>>>>()
  await (await friend.meet(cat)).getAge()
  assert<IsAssignable<Ref<Cat>, Ref<Mammal>>>()
  assert<IsAssignable<Ref<Cat>, Ref<Creature>>>()
  assert<Equal<IsAssignable<Ref<Creature>, Ref<Mammal>>, false>>()
  const creatures: Ref<Creature>[] = [ref, cat]
  void creatures
  // @ts-expect-error -- a Creature need not be a Mammal
  const mammal: Ref<Mammal> = ref
  void mammal
}

export async function common(cat: Ref<Cat>): Promise<void> {
  assert<Equal<typeof cat.pid, Pid>>()
  assert<Equal<typeof cat.className, string>>()
  assert<Equal<typeof cat.exited, Promise<ExitReason>>>()
  assert<Equal<ReturnType<typeof cat.stop>, Promise<ExitReason>>>()
  const tuned = cat.with({ timeout: 100, signal: new AbortController().signal })
  assert<Equal<typeof tuned, Ref<Cat>>>()
  assert<Equal<Awaited<ReturnType<typeof tuned.isHotBlooded>>, boolean>>()
  // @ts-expect-error -- milliseconds are a number
  cat.with({ timeout: '100' })
  // @ts-expect-error -- no such option
  cat.with({ retries: 3 })
}
