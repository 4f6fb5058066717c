// What built releases leave behind when only some of their classes are upgraded: code of one class must not keep that of
// another which was built with it.

import { setImmediate as turn } from 'node:timers/promises'
import { type ActorClass, ActorSystem } from '@instar/core'
import { expect, test } from 'vitest'
import { loadRelease } from '../../src/release/load.js'
import { build } from './sources.js'

const line = `import { Actor, actor, request } from '@instar/core'
import { Greeter as Door } from './door.js'
import { Greeter } from './greeter.js'
@actor({ version: '1.0.0' }) export class Line extends Actor {
  @request() async open(): Promise<string> {
    const [a, b] = [await this.spawn(Greeter), await this.spawn(Door)]
    return (await a.greet()) + (await b.greet())
  }
}
`

function greeter(version: string): string {
  return `import { Actor, actor, request } from '@instar/core'
const words = Array.from({ length: 1000 }, () => '${version} ')
@actor({ version: '${version}' }) export class Greeter extends Actor {
  @request() greet(): string { return words[Greeter.length]! }
}
`
}

async function upgradeTo(system: ActorSystem, version: string): Promise<WeakRef<ActorClass>[]> {
  const { release } = await build(
    {
      'line.ts': line,
      'door.ts': `import { Greeter } from './greeter.js'\nexport { Greeter }`,
      'greeter.ts': greeter(version),
    },
    { entries: ['.'] },
  )
  const { classes, findings } = await loadRelease(release)
  expect(findings).toEqual([])
  const report = await system.upgrade([...classes], { purge: 'soft' })
  expect(report.outcome).toBe('committed')
  return classes.map((value) => new WeakRef(value))
}

test('A18: of a built release, a class that stays keeps none that has been replaced, and means what is current', async () => {
  await using system = await ActorSystem.start()
  const first = await upgradeTo(system, '1.0.0')
  const opener = await system.spawn<new () => import('@instar/core').Actor & { open(): Promise<string> }>('Line')
  expect(await opener.open()).toBe('1.0.0 1.0.0 ')
  const second = await upgradeTo(system, '2.0.0')
  for (let i = 0; i < 5; i++) {
    await turn()
    globalThis.gc!()
  }
  const alive = (refs: WeakRef<ActorClass>[]) => refs.flatMap((ref) => ref.deref()?.name ?? [])
  expect([alive(first), alive(second)]).toEqual([['Line'], ['Greeter']])
  expect(system.leftInMemory('Greeter')).toEqual([])
  expect(await opener.open()).toBe('2.0.0 2.0.0 ')
})
