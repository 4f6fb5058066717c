// What comes through the control plane is forgotten: a release that was only looked at, or refused, at once; one that was
// replaced, with its generation. Each class of the tests notes itself in a list of weak references.

import { expect, test } from 'vitest'
import { formatRelease } from '../../src/release/text.js'
import { releaseOf } from '../fixtures/releases.js'
import { catText, Served } from './served.js'

const noted: WeakRef<object>[] = []
Object.assign(globalThis, { noteClass: (value: object) => noted.push(new WeakRef(value)) })

/** A release whose class notes itself, by an attribute's initial value, at load. */
function release(version: string, more: Parameters<typeof catText>[1] = {}): string {
  return formatRelease(releaseOf([catText(version, { attributes: { age: '(noteClass(Cat), 4)' }, ...more })]))
}

async function alive(): Promise<number> {
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc!()
  }
  return noted.splice(0).filter((each) => each.deref() !== undefined).length
}

test('releases that were planned, rehearsed or refused leave no class behind', async () => {
  await using served = await Served.start()
  await served.result('upgrade', { release: release('1.0.0') })
  await served.system.spawn('Cat', [])
  await alive()
  for (let i = 1; i <= 10; i++) {
    await served.result('plan', { release: release(`1.0.${i}`) })
    await served.result('rehearse', { release: release(`1.0.${i}`) })
    const refused = release(`1.0.${i}`, { attributes: { weight: '(noteClass(Cat), 1)' } })
    expect((await served.result('upgrade', { release: refused })).report.outcome).toBe('refused')
  }
  expect(noted.length).toBe(30)
  expect(await alive()).toBe(0)
})

test('of releases in a row under a living instance one class stays', async () => {
  await using served = await Served.start({}, { keepGenerations: 0 })
  await served.result('upgrade', { release: release('1.0.0') })
  const tom = (await served.system.spawn('Cat', [])) as unknown as { getAge(): Promise<string> }
  for (let i = 1; i <= 30; i++) await served.result('upgrade', { release: release(`1.0.${i}`) })
  expect(await tom.getAge()).toBe('1.0.30')
  expect(noted.length).toBe(31)
  expect(await alive()).toBe(1)
})

test('a purge proves that the code has left memory, or tells what has not', async () => {
  await using served = await Served.start()
  await served.result('upgrade', { release: release('1.0.0') })
  await served.system.spawn('Cat', [])
  await served.result('upgrade', { release: release('1.1.0') })
  expect(await served.result('purge', { class: 'Cat', prove: true })).toMatchObject({ versions: ['1.0.0'], left: [] })

  const pinned = noted.at(-1)!.deref()
  await served.result('upgrade', { release: release('1.2.0') })
  expect(await served.result('purge', { class: 'Cat', prove: true })).toMatchObject({
    versions: ['1.1.0'],
    left: ['1.1.0'],
  })
  expect((await served.result('history', {})).at(-1)).toMatchObject({ problems: ['Cat 1.1.0 is still in memory'] })
  expect(pinned).toBeDefined()
})
