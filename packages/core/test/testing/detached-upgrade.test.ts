// An upgrade that an instance asks for and does not wait for goes on when that instance has ended.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { startTestSystem } from '../../src/testing/index.js'

function makePet(version: string) {
  @actor({ name: 'Pet', version })
  class Pet extends Actor {
    // Equal code under another version would freeze nobody.
    @attribute({ initial: version }) bornAs!: string
    async start(): Promise<void> {
      await null
    }
    @request() async hold(until: Promise<void>) {
      await until
      return version
    }
    @request() look() {
      return this.bornAs
    }
  }
  return Pet
}

test('I8: a detached upgrade goes on when the instance that asked for it has ended, and lets the births go that it held', async () => {
  await using started = await startTestSystem()
  let outcome: unknown
  @actor({ version: '1.0.0' })
  class Admin extends Actor {
    @oneway() async upgrade(): Promise<Oneway> {
      await null
      void this.system.upgrade(makePet('2.0.0'), { detached: true }).then(
        (report) => (outcome = report.outcome),
        (error: unknown) => (outcome = error),
      )
      this.stop()
    }
  }
  const pet = await started.system.spawn(makePet('1.0.0'))
  let open!: () => void
  const held = pet.hold(new Promise<void>((resolve) => (open = resolve)))
  const admin = await started.system.spawn(Admin)
  admin.upgrade()
  await started.settle()
  expect(await admin.exited).toEqual({ type: 'stopped' })
  const born = started.system.spawn<ReturnType<typeof makePet>>('Pet')
  open()
  expect(await started.within(10_000, held)).toBe('1.0.0')
  expect(await (await started.within(10_000, born)).look()).toBe('2.0.0')
  await started.settle()
  expect(outcome).toBe('committed')
})
