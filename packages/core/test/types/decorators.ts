// What the decorators accept: the compiler says when a declaration and its decorator disagree.

import { actor, Actor, attribute, oneway, type Oneway, request, service, staticMethod } from '../../src/index.js'

@actor({ version: '1.0.0', description: 'Every kind in its place.' })
export class Sound extends Actor {
  @attribute() plain = 1
  @attribute({ initial: () => [], description: 'what it plays with' }) toys: string[] = []
  @service('clock') clock!: unknown
  @request() answer() {
    return 1
  }
  @request({ const: true }) async answerLater() {
    return this.plain
  }
  @request() nothing() {}
  @request() promiseOfAnything(): Promise<unknown> {
    return Promise.resolve()
  }
  @oneway() send(): Oneway {}
  @oneway() sendAndReturn(early: boolean): Oneway {
    if (early) return
    this.plain += 1
  }
  @oneway() async sendLater(): Promise<Oneway> {}
  @staticMethod() static count(n: number) {
    return n
  }
  @staticMethod() static async countLater() {
    return 1
  }
}

@actor({ version: '1.0.0' })
export class Wrong extends Actor {
  // @ts-expect-error -- a method that returns nothing is a request, unless it says Oneway
  @oneway() send(): void {}
  // @ts-expect-error -- an async method that returns nothing too
  @oneway() async sendLater(): Promise<void> {}
  // @ts-expect-error -- a method that answers is no oneway
  @oneway() answer() {
    return 1
  }
  // @ts-expect-error -- a method that says Oneway is no request
  @request() mute(): Oneway {}
  // @ts-expect-error -- an async one neither
  @request() async muteLater(): Promise<Oneway> {}
  // @ts-expect-error -- a field is no method
  @request() field = 1
  // @ts-expect-error -- no such option
  @request({ cost: true }) misspelt() {}
  // @ts-expect-error -- no such option
  @attribute({ default: 1 }) other = 1
  // @ts-expect-error -- a oneway has no options
  @oneway({ const: true }) optioned(): Oneway {}
}

// @ts-expect-error -- a version is needed
@actor({ name: 'Nameless' })
export class Unversioned extends Actor {}

// @ts-expect-error -- a version is a text
@actor({ version: 1 })
export class Numbered extends Actor {}
