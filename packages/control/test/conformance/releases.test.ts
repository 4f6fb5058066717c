// The ancestors' cases for loading and replacing code, with code that comes as files: built, sent to a served process, and
// upgraded to.

import { describe, expect, test } from 'vitest'
import { complaints, type Files, makeGate, source, Workshop } from './workshop.js'

const five = ['Ant', 'Bee', 'Cat', 'Dog', 'Eel']

function zoo(version: string, change: (name: string) => Parameters<typeof source>[2] = () => ({})): Files {
  return Object.fromEntries(five.map((name) => [`${name}.ts`, source(name, version, change(name))]))
}

async function tellAll(shop: Workshop, animals: Awaited<ReturnType<Workshop['spawn']>>[]): Promise<unknown[]> {
  return Promise.all(animals.map((animal) => animal['tell']!()))
}

test('B2: five classes of a release switch together or not at all', async () => {
  await using shop = await Workshop.open()
  await shop.startWith(zoo('1.0.0'))
  const animals = await Promise.all(five.map((name) => shop.spawn(name)))
  const wrong = zoo('2.0.0', (name) => (name === 'Eel' ? { more: '@attribute() fins!: number' } : {}))
  const refused = await shop.upgrade(wrong)
  expect(refused.outcome).toBe('refused')
  expect(refused.defects).toEqual([expect.stringMatching(/^Eel 2\.0\.0 \(Eel\.ts:3\): its attribute fins is new/)])
  expect(await tellAll(shop, animals)).toEqual(five.map((name) => `${name} 1.0.0, 1`))
  expect((await shop.upgrade(zoo('2.0.0'))).outcome).toBe('committed')
  expect(await tellAll(shop, animals)).toEqual(five.map((name) => `${name} 2.0.0, 2`))
})

test('B3: all errors of a bad set of files are listed at once, with file and line, and nothing is loaded', async () => {
  await using shop = await Workshop.open()
  await shop.startWith(zoo('1.0.0'))
  const before = shop.portrait()
  const found = await complaints(() =>
    shop.upgrade({
      'ant.ts': source('Ant', 'two'),
      'bee.ts': source('Bee', '2.0.0', { more: '#secret = 1\n  @request() then(): number { return 1 }' }),
    }),
  )
  expect(found).toEqual([
    expect.stringMatching(/^Ant \(ant\.ts:3\): its version is "two"/),
    expect.stringMatching(/^Bee \(bee\.ts:3\): .*#secret/),
    expect.stringMatching(/^Bee \(bee\.ts:3\): then is a reserved name/),
  ])
  expect(shop.portrait()).toEqual(before)
})

test('B6: an unchanged class in a release is neither reloaded nor counted as changed', async () => {
  await using shop = await Workshop.open()
  await shop.startWith(zoo('1.0.0'))
  const next = { ...zoo('1.0.0'), 'Cat.ts': `// other words\n${source('Cat', '2.0.0', { more: 'purr(): void {}' })}` }
  const { plan } = await shop.client.call('plan', { release: await shop.build(next) })
  expect(plan.changes.map(({ class: name, kind }) => `${name} ${kind}`)).toEqual(
    five.map((name) => `${name} ${name === 'Cat' ? 'changed' : 'unchanged'}`),
  )
  await shop.upgrade(next)
  expect(shop.system.classes.filter(({ older }) => older.length > 0).map(({ name }) => name)).toEqual(['Cat'])
})

test('B12: a load hook that throws leaves the old generation current, and nothing of the new is visible', async () => {
  await using shop = await Workshop.open()
  await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0') })
  const before = shop.portrait()
  const refused = await shop.upgrade({
    'Cat.ts': source('Cat', '2.0.0', { more: `static onLoad(): void { throw new Error('not today') }` }),
  })
  expect(refused.defects).toEqual([expect.stringContaining('its onLoad threw: not today')])
  expect(shop.portrait()).toEqual(before)
})

test('B15: a second upgrade asked while one runs is refused, and says what is under way', async () => {
  await using shop = await Workshop.open()
  const slow = { more: '@request() async sleep(): Promise<void> { await (globalThis as any).instarGate }' }
  await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0', slow) })
  const gate = makeGate()
  Object.assign(globalThis, { instarGate: gate.promise })
  const cat = await shop.spawn('Cat')
  const sleeping = cat['sleep']!()
  const [second, third] = [
    await shop.build({ 'Cat.ts': source('Cat', '2.0.0') }),
    await shop.build({ 'Cat.ts': source('Cat', '3.0.0') }),
  ]
  const frozen = makeGate()
  const onProgress = ({ phase }: { phase: string }): void => void (phase === 'freeze' && frozen.resolve())
  const running = shop.client.call('upgrade', { release: second }, { onProgress })
  await frozen.promise
  expect(await complaints(() => shop.client.call('upgrade', { release: third }))).toEqual([
    expect.stringMatching(/upgrade/),
  ])
  gate.resolve()
  await sleeping
  expect((await running).report.outcome).toBe('committed')
  expect(shop.system.describe('Cat').version).toBe('2.0.0')
})

describe('A19: refused with file and line, the current code untouched:', () => {
  test.each([
    [
      'a module that throws while loading',
      { 'Cat.ts': `${source('Cat', '2.0.0')}\nthrow new Error('no')` },
      /^Cat\.ts:13: .*no$/,
    ],
    ['a syntax error', { 'Cat.ts': `${source('Cat', '2.0.0')}\nlet = = 3` }, /^Cat\.ts:13:\d+/],
    ['a file without an actor class', { 'cat.ts': 'export const cat = 1' }, /^no class was given$/],
    [
      'an import that leads nowhere',
      { 'Cat.ts': source('Cat', '2.0.0', { head: `import './nowhere.js'` }) },
      /^Cat\.ts:2/,
    ],
    [
      'F15: two modules that define one class',
      { 'a.ts': source('Cat', '2.0.0'), 'b.ts': source('Cat', '3.0.0') },
      /Cat.*a\.ts:3.*b\.ts:3/,
    ],
    [
      'a class that changed without a version',
      { 'Cat.ts': source('Cat', '1.0.0', { more: 'purr(): void {}' }) },
      /^Cat 1\.0\.0 \(Cat\.ts:3\): its code has changed/,
    ],
    ['a timer at load', { 'Cat.ts': `${source('Cat', '2.0.0')}\nsetTimeout(() => {}, 1)` }, /^Cat\.ts:13\b.*timer/i],
  ])('%s', async (_, files, complaint) => {
    await using shop = await Workshop.open()
    await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0') })
    const cat = await shop.spawn('Cat')
    const before = shop.portrait()
    const found = await (async () => {
      try {
        return (await shop.upgrade(files as Files)).defects
      } catch (error) {
        return complaints(() => Promise.reject(error))
      }
    })()
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(complaint)]))
    expect(shop.portrait()).toEqual(before)
    expect(await cat['tell']!()).toBe('Cat 1.0.0, 1')
  })
})

test('A1, A2, A3: releases pile up while a call lingers in the first; a purge is refused until it has ended', async () => {
  await using shop = await Workshop.open()
  const { promise, resolve } = makeGate()
  Object.assign(globalThis, { instarGate: promise })
  const slow = {
    more: '@staticMethod() static async wait(): Promise<string> { await (globalThis as any).instarGate; return "first" }',
  }
  await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0', slow) })
  expect(shop.system.hasOldCode('Cat')).toBe(false)
  await shop.startWith({ 'Owner.ts': source('Owner', '1.0.0') })
  const { classes } = await (async () => {
    const { parseRelease, loadRelease } = await import('../../src/index.js')
    return loadRelease(parseRelease(await shop.build({ 'Cat.ts': source('Cat', '1.0.0', slow) }), 'memory'))
  })()
  const waiting = (shop.system.static(classes[0]!) as unknown as { wait(): Promise<string> }).wait()
  for (const version of ['2.0.0', '3.0.0', '4.0.0']) await shop.upgrade({ 'Cat.ts': source('Cat', version) })
  expect(shop.system.describe('Cat').older).toEqual(['1.0.0', '2.0.0', '3.0.0'])
  expect(await shop.client.call('lingering', {})).toMatchObject([{ class: 'Cat', version: '1.0.0', method: 'wait' }])
  expect((await shop.client.call('purge', { class: 'Cat' })).outcome).toBe('refused')
  resolve()
  expect(await waiting).toBe('first')
  expect((await shop.client.call('purge', { class: 'Cat' })).versions).toEqual(['1.0.0', '2.0.0', '3.0.0'])
  expect(shop.system.hasOldCode('Cat')).toBe(false)
})

test('E13: a plan and a rehearsal through the socket change nothing', async () => {
  await using shop = await Workshop.open()
  await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0') })
  await shop.spawn('Cat')
  const [before, events] = [shop.portrait(), shop.events.length]
  const release = await shop.build({
    'Cat.ts': source('Cat', '2.0.0', {
      extra: `, migrations: [migration('1.0.0', add('lives', () => 9))]`,
      more: '@attribute() lives!: number',
    }),
  })
  expect((await shop.client.call('plan', { release })).plan.defects).toEqual([])
  expect((await shop.client.call('rehearse', { release })).rehearsal).toMatchObject({ outcome: 'passed', states: 1 })
  expect(shop.portrait()).toEqual(before)
  expect(shop.events.length).toBe(events)
})

test('G5, G9: methods of a release answer after it and are unknown after the downgrade; a jump back chains its steps', async () => {
  await using shop = await Workshop.open()
  const versions: Files[] = [
    { 'Cat.ts': source('Cat', '1.0.0') },
    {
      'Cat.ts': source('Cat', '2.0.0', {
        extra: `, migrations: [migration('1.0.0', add('lives', () => 9))]`,
        more: '@attribute() lives!: number\n  @request() count(): number { return this.lives }',
      }),
    },
    {
      'Cat.ts': source('Cat', '3.0.0', {
        extra: `, migrations: [migration('1.0.0', add('lives', () => 9)), migration('2.0.0', rename('lives', 'left'))]`,
        more: '@attribute() left!: number\n  @request() count(): number { return this.left }',
      }),
    },
  ]
  await shop.startWith(versions[0]!)
  const cat = await shop.spawn('Cat')
  await shop.upgrade(versions[1]!)
  expect(await cat['count']!()).toBe(9)
  await shop.upgrade(versions[2]!)
  expect(await cat['count']!()).toBe(9)
  expect((await shop.upgrade(versions[0]!)).classes).toMatchObject([{ from: '3.0.0', to: '1.0.0' }])
  expect(await cat['tell']!()).toBe('Cat 1.0.0, 1')
  await expect(cat['count']!()).rejects.toMatchObject({ code: 'no-such-method' })
})

test('H5: a migration that throws leaves everything as it was, and the release is forgotten', async () => {
  await using shop = await Workshop.open()
  await shop.startWith({ 'Cat.ts': source('Cat', '1.0.0') })
  const cat = await shop.spawn('Cat')
  const before = shop.portrait()
  const report = await shop.upgrade({
    'Cat.ts': source('Cat', '2.0.0', {
      extra: `, migrations: [migration('1.0.0', { up: () => { throw new Error('no way') } })]`,
    }),
  })
  expect(report).toMatchObject({ outcome: 'rolledBack', failures: [{ class: 'Cat', message: 'no way' }] })
  expect(shop.portrait()).toEqual(before)
  expect(await cat['tell']!()).toBe('Cat 1.0.0, 1')
  expect(shop.server.journal.running.flatMap(({ classes }) => classes)).toEqual([])
  expect((await shop.client.call('history', {})).at(-1)).toMatchObject({ command: 'upgrade', outcome: 'rolledBack' })
})
