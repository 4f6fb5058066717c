// A class with asynchronous methods: one that awaits once, beside one that does not; and one that asks the next instance.

import { Actor, actor, attribute, type Ref, request } from '@instar/core'

@actor({ version: '1.0.0' })
export class Asker extends Actor {
  @attribute() next: Ref<Asker> | null
  @attribute() answers = 0

  constructor(next: Ref<Asker> | null) {
    super()
    this.next = next
  }

  @request() answer(): number {
    this.answers += 1
    return this.answers
  }

  @request() async answerLater(): Promise<number> {
    await null
    this.answers += 1
    return this.answers
  }

  /** How many answer from here on. */
  @request() async askOn(): Promise<number> {
    return this.next === null ? 1 : 1 + (await this.next.askOn())
  }
}
