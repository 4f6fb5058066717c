// A process that somebody else has started, and everything that one can do to it from a terminal. Nothing is stood in for:
// sources are built, go over the socket, and cats change class while they live.

import { ActorSystem } from '@instar/core'
import { describe, expect, test } from 'vitest'
import { loadConfirmed } from '../../src/serve/journal.js'
import { serveControl } from '../../src/serve/serve.js'
import { laterCat, Zoo } from './zoo.js'

const atTerminal = { isTTY: true, canAsk: true, columns: 120, env: { NO_COLOR: '1' } }

test('a process is looked at, upgraded, taken back, upgraded again, confirmed, purged, and tells its history', async () => {
  await using zoo = await Zoo.open()
  const { terminal, tom, folder } = zoo
  tom.hunt()
  const status = await terminal.run('status')
  expect(status.code).toBe(0)
  expect(status.out).toContain(`process ${process.pid}`)
  expect(status.out).toContain('1 living, 1 born')
  expect((await terminal.run('classes')).out).toMatch(/^Cat +1\.0\.0 +1 +1 +- +0$/m)
  expect((await terminal.run('tree')).out).toMatch(/^Cat 1\.0\.0 +1 direct, 1 total$/m)
  expect((await terminal.run('instances Cat')).out).toContain('tom')
  expect((await terminal.run('inspect tom')).out).toMatch(/^ {2}mice +1$/m)

  await folder.write('cats/cat.ts', laterCat('2.0.0', 'My name is'))
  const plan = await terminal.run('plan cats')
  expect(plan.out).toContain('Cat  1.0.0 -> 2.0.0 (changed)\n      ~ attribute mice -> prey\n')
  expect(plan.out).toContain('1 instance of 1 class will be frozen: Cat 1')
  expect(await tom.greet()).toBe('I am Tom')
  expect((await terminal.run('rehearse cats')).out).toContain('passed')

  const counted = zoo.Cat.census()
  Object.assign(terminal, atTerminal, { answers: [true] })
  const upgrade = await terminal.run('upgrade cats')
  expect(upgrade.code).toBe(0)
  expect(upgrade.out).toContain('Upgraded to Cat 2.0.0.')
  expect(terminal.bars.at(-1)).toBe('end')
  expect(await tom.greet()).toBe('My name is Tom, with 1 mice')
  expect((await terminal.run('lingering')).out).toMatch(/^the static call Cat\.census, in Cat 1\.0\.0 for \d+ ms\n$/)
  expect((await terminal.run('status')).out).toMatch(/running .*not confirmed/)

  expect((await terminal.run('rollback')).code).toBe(0)
  expect(await tom.greet()).toBe('I am Tom')

  expect((await terminal.run('upgrade cats/cat.ts --yes')).code).toBe(0)
  expect(await tom.greet()).toBe('My name is Tom, with 1 mice')
  expect((await terminal.run('confirm')).out).toMatch(/^Confirmed\.\n.*Cat 2\.0\.0\n$/)

  const soft = await terminal.run('purge Cat --yes')
  expect(soft.code).toBe(1)
  expect(soft.out).toContain('1 call in old code')
  const hard = terminal.run('purge Cat --hard --yes')
  await expect(counted).rejects.toThrow('purged')
  expect((await hard).code).toBe(0)
  expect((await terminal.run('lingering Cat')).out).toBe('Nobody is in old code.\n')

  const history = (await terminal.run('history --json')).out
  const done = (JSON.parse(history) as { command: string; outcome: string }[]).filter(
    ({ outcome }) => outcome !== 'begun',
  )
  expect(done.map(({ command, outcome }) => `${command} ${outcome}`)).toEqual([
    'upgrade committed',
    'rollback committed',
    'upgrade committed',
    'confirm confirmed',
    'purge refused',
    'purge purged',
  ])
  expect((await terminal.run('history')).out).toMatch(/^ *\d+ +\S+ \S+ +rollback +socket/m)
})

describe('current', () => {
  test('needs no running process', async () => {
    await using zoo = await Zoo.open()
    await zoo.folder.write('cat.ts', laterCat('2.0.0', 'Miaow,'))
    await zoo.terminal.run('upgrade cat.ts --yes')
    await zoo.terminal.run('confirm')
    await zoo.server.close()
    const gone = await zoo.terminal.run('status')
    expect(gone.code).toBe(3)
    const { code, out } = await zoo.terminal.run(['current', zoo.server.path])
    expect(code).toBe(0)
    expect(out).toMatch(/confirmed:\n {2}cat \(\w{12}\): Cat 2\.0\.0\n {4}\/.*\.release\n$/)
    expect((await zoo.terminal.run('current')).out).toBe(out)
  })
})

test('a process that is started again starts with what was confirmed, as the README has it', async () => {
  await using zoo = await Zoo.open()
  await zoo.folder.write('cat.ts', laterCat('2.0.0', 'Back again,'))
  await zoo.terminal.run('upgrade cat.ts --yes')
  await zoo.terminal.run('confirm')
  await zoo.server.close()
  await zoo.system.stop()

  const system = await ActorSystem.start()
  try {
    const confirmed = await loadConfirmed(zoo.server.path)
    const Cat = (confirmed.find(({ name }) => name === 'Cat') ?? zoo.Cat) as typeof zoo.Cat
    system.register(Cat, ...confirmed)
    expect(await (await system.spawn(Cat, ['Tom'])).greet()).toBe('Back again, Tom, with 0 mice')
    await using server = await serveControl(system, { path: zoo.server.path })
    expect(server.journal.running).toEqual(server.journal.confirmed)
    expect((await zoo.terminal.run('status')).out).toMatch(/^confirmed {2}cat \(\w{12}\)$/m)
  } finally {
    await system.stop()
  }
})

test('a release that was built before is shown, signed, verified, and upgraded to', async () => {
  await using zoo = await Zoo.open()
  const { terminal, folder } = zoo
  await folder.write('cats/cat.ts', laterCat('2.0.0', 'Hello from'))
  const built = await terminal.run('release build cats --name cats')
  expect(built.out).toMatch(/^Built cats \(\w{12}\): Cat 2\.0\.0\.\n {2}.*cats\.release\n$/)
  const shown = await terminal.run('release show cats.release')
  expect(shown.out).toMatch(/^signed by +nobody$/m)
  expect(shown.out).toMatch(/^Cat +2\.0\.0 .*cats\/cat\.ts:\d+$/m)

  expect((await terminal.run('keys new --out deploy.key')).code).toBe(0)
  expect((await terminal.run('keys new --out deploy.key')).err).toContain('keys are not overwritten')
  const unsigned = await terminal.run('release verify cats.release --trust deploy.key.pub')
  expect(unsigned.code).toBe(1)
  expect(unsigned.err).toContain('it is not signed')
  expect((await terminal.run('release sign cats.release --key deploy.key')).code).toBe(0)
  expect((await terminal.run('release verify cats.release --trust deploy.key.pub')).code).toBe(0)
  const key = (await folder.read('deploy.key.pub')).trim()
  expect((await terminal.run(['release', 'verify', 'cats.release', '--trust', key])).code).toBe(0)

  expect((await terminal.run('upgrade cats.release --yes --json')).code).toBe(0)
  expect(await zoo.tom.greet()).toBe('Hello from Tom, with 0 mice')
})

test('sources that cannot be built change nothing: code 1, with file and line', async () => {
  await using zoo = await Zoo.open()
  await zoo.folder.write('cat.ts', 'export class Cat {\n  nonsense nonsense\n}\n')
  const { code, err } = await zoo.terminal.run('upgrade cat.ts --yes')
  expect(code).toBe(1)
  expect(err).toContain('cat.ts:2')
})

test('what sources print at load does not get between the lines of JSON', async () => {
  await using zoo = await Zoo.open()
  await zoo.folder.write('cat.ts', `${laterCat('2.0.0', 'Hi,')}\nconsole.log('loaded')\n`)
  const { out, err } = await zoo.terminal.run('release build cat.ts --json')
  expect(JSON.parse(out)).toMatchObject({ manifest: { name: 'cat' } })
  expect(err).toContain('loaded')
})

test('contracts are written, held against the sources, and a changed one without a bump is told', async () => {
  await using zoo = await Zoo.open()
  const { terminal, folder } = zoo
  await folder.write('cat.ts', laterCat('2.0.0', 'Hi,'))
  expect((await terminal.run('contracts cat.ts --check')).code).toBe(1)
  expect((await terminal.run('contracts cat.ts')).out).toContain('Wrote instar.contracts')
  expect((await terminal.run('contracts cat.ts --check')).code).toBe(0)
  await terminal.run('release build cat.ts --out before.release')

  const changed = laterCat('2.0.0', 'Hi,').replace(
    '@attribute() prey = 0',
    '@attribute() prey = 0\n  @attribute() age = 1',
  )
  await folder.write('cat.ts', changed)
  const check = await terminal.run('contracts cat.ts --check')
  expect(check.code).toBe(1)
  expect(check.err).toMatch(/1\. .*Cat 2\.0\.0/)
  const proposed = await terminal.run('contracts cat.ts --since before.release')
  expect(proposed.out).toContain('A migration of Cat from 2.0.0 to 2.0.0:')
  expect(proposed.out).toContain("add('age'")
})

test('a script is rehearsed, then run', async () => {
  await using zoo = await Zoo.open()
  const { terminal, folder } = zoo
  await folder.write('cat.ts', laterCat('2.0.0', 'Greetings from'))
  await folder.write(
    'to-2.ts',
    `import { Cat } from './cat.js'
export default {
  name: 'to-2',
  steps: [
    { type: 'upgrade', name: 'cats', classes: [Cat] },
    { type: 'check', name: 'all is well', run: () => true },
  ],
}
`,
  )
  const rehearsed = await terminal.run('run to-2.ts --dry-run')
  expect(rehearsed.out).toContain('to-2: rehearsed')
  expect(await zoo.tom.greet()).toBe('I am Tom')
  const { code, out } = await terminal.run('run to-2.ts')
  expect(out).toContain('to-2: all steps are done.')
  expect(out).toContain('  done: all is well')
  expect(code).toBe(0)
  expect(await zoo.tom.greet()).toBe('Greetings from Tom, with 0 mice')
})
