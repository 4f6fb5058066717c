// What the kit leaves behind: nothing that holds on to the code under test.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway } from '../../src/index.js'
import { assertPurged, settle, startTestSystem, type TestSystem } from '../../src/testing/index.js'

function makePrinter(version: string) {
  @actor({ name: 'Printer', version })
  class Printer extends Actor {
    // Equal code under another version would replace nothing.
    @attribute({ initial: version }) model!: string
    @oneway() print(text: string): Oneway {
      void [text, version]
    }
  }
  return Printer
}

async function isAlive(value: WeakRef<object>): Promise<boolean> {
  for (let i = 0; i < 4; i++) {
    await settle()
    globalThis.gc!()
  }
  return value.deref() !== undefined
}

/** Stands in for a class, and forgets it. */
async function standIn(test: TestSystem): Promise<WeakRef<object>> {
  const Printer = makePrinter('1.0.0')
  const probe = await test.probe(Printer)
  probe.ref.print('a')
  await probe.expect(['print', 'a'])
  return new WeakRef(Printer)
}

test('a stand-in does not keep the class in memory that it stands in for', async () => {
  await using started = await startTestSystem()
  expect(await isAlive(await standIn(started))).toBe(false)
  expect(started.events.of('spawned')).toHaveLength(1)
})

/** Upgrades a class, watched by probe, record and clock, and forgets its first version. */
async function upgrade(test: TestSystem): Promise<WeakRef<object>> {
  const First = makePrinter('1.0.0')
  await test.system.spawn(First)
  await test.system.upgrade(makePrinter('2.0.0'), { purge: 'soft' })
  return new WeakRef(First)
}

test('what has been purged in a test system is not kept by its record, its clock or its order', async () => {
  await using started = await startTestSystem()
  const first = await upgrade(started)
  assertPurged(started.system, 'Printer')
  await started.advance(1000)
  expect(await isAlive(first)).toBe(false)
  expect(started.events.of('purged')).toHaveLength(1)
})
