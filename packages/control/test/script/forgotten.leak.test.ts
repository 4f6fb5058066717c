// What scripts leave behind. Runs in a process of its own with `--expose-gc`; the classes are evaluated anew each time, and
// each one is watched by a WeakRef.

import { type ActorClass, ActorSystem } from '@instar/core'
import { settle } from '@instar/core/testing'
import { beforeAll, expect, test } from 'vitest'
import { add, check, confirm, defineScript, upgrade } from '../../src/script/define.js'
import { runScript } from '../../src/script/run.js'
import type { Script } from '../../src/script/script.js'
import { makeNamed } from './classes.js'

beforeAll(() => {
  expect(typeof globalThis.gc, 'run by the project `leak`').toBe('function')
})

/** Class values by WeakRefs. */
class Watch {
  private readonly refs: WeakRef<ActorClass>[] = []

  on<C extends ActorClass>(value: C): C {
    this.refs.push(new WeakRef(value))
    return value
  }

  /** How many are in memory after garbage has been collected until nothing more goes. */
  async count(): Promise<number> {
    for (let i = 0; i < 4; i++) {
      await settle()
      globalThis.gc!()
    }
    return this.refs.filter((ref) => ref.deref() !== undefined).length
  }
}

function good(watch: Watch, version: string): Script {
  const steps = [upgrade(watch.on(makeNamed('Clerk', version)), { purge: 'soft' as const }), confirm()]
  return defineScript({ name: version, steps })
}

/** Adds a class and upgrades another, both to be taken back. */
function failing(watch: Watch, version: string): Script {
  const steps = [
    add(watch.on(makeNamed('Helper', version))),
    upgrade(watch.on(makeNamed('Clerk', version))),
    check('never', () => false),
  ]
  return defineScript({ name: version, steps })
}

test('50 scripts in a row leave one class of each name in memory', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  await system.spawn(watch.on(makeNamed('Clerk', '1.0.0')))
  for (let i = 2; i <= 51; i++)
    expect(await runScript(system, good(watch, `${i}.0.0`))).toMatchObject({ outcome: 'done' })
  expect(await watch.count()).toBe(1)
})

test('what a script that was taken back has brought is forgotten: at once what it added, and with a purge what it upgraded to', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  await system.spawn(watch.on(makeNamed('Clerk', '1.0.0')))
  for (let i = 2; i <= 11; i++)
    expect(await runScript(system, failing(watch, `${i}.0.0`))).toMatchObject({ outcome: 'rolledBack' })
  expect(await watch.count()).toBe(11)
  system.purge('Clerk')
  expect(await watch.count()).toBe(1)
})

test('a rehearsal keeps nothing', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  await system.spawn(watch.on(makeNamed('Clerk', '1.0.0')))
  for (let i = 2; i <= 11; i++)
    expect(await runScript(system, good(watch, `${i}.0.0`), { dryRun: true })).toMatchObject({ outcome: 'rehearsed' })
  expect(await watch.count()).toBe(1)
})
