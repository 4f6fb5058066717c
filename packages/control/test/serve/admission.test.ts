// Releases that are refused, each with its reason; and that they leave nothing of theirs in the system.

import { expect, test } from 'vitest'
import type { Release } from '../../src/release/release.js'
import { newKeys, signRelease } from '../../src/release/signing.js'
import { formatRelease } from '../../src/release/text.js'
import { releaseOf, scriptRelease } from '../fixtures/releases.js'
import { catOf, catText, Served } from './served.js'

const sound = releaseOf([catText('1.1.0')])
const text = formatRelease(sound)

test.each([
  ['truncated', text.slice(0, -40), 'truncated-release'],
  ['altered by one byte', text.replace('getAge', 'getAgE'), 'altered-release'],
  ['built by a newer format', text.replace('"format":1', '"format":2'), 'newer-release'],
  ['built for another core', formatRelease(releaseOf([catText('1.1.0')], { core: '9.0.0' })), 'other-core'],
  ['no release', 'hello', 'not-a-release'],
  ['no JavaScript', formatRelease(releaseOf([catText('1.1.0')], { first: 'let let' })), 'bad-code'],
  ['a module that throws', formatRelease(releaseOf([], { first: 'throw new Error("no")' })), 'bad-code'],
  ['a script', formatRelease(scriptRelease([], '{}')), 'wrong-kind'],
])('what is %s is refused with the reason, by plan, rehearse and upgrade', async (_, release, code) => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  for (const command of ['plan', 'rehearse', 'upgrade'] as const)
    expect(await served.error(command, { release })).toMatchObject({ status: 422, code })
  expect(served.system.classes.map(({ name, version }) => `${name} ${version}`)).toEqual(['Cat 1.0.0'])
  expect((await served.result('history', {})).at(-1)).toMatchObject({ command: 'upgrade', outcome: 'refused' })
  expect((await served.result('status', {})).underWay).toBeNull()
})

test('classes are no script', async () => {
  await using served = await Served.start()
  expect(await served.error('run', { script: text })).toMatchObject({ status: 422, code: 'wrong-kind' })
})

test('where signatures are demanded, only a release that is signed by a trusted key is evaluated', async () => {
  const [own, stranger] = [newKeys(), newKeys()]
  await using served = await Served.start({ requireSigned: [own.publicKey] })
  await served.system.spawn(catOf(), [])
  const loaded = 'globalThis.wasEvaluated = true'
  const unsigned = releaseOf([catText('1.1.0')], { first: loaded })
  for (const release of [unsigned, signRelease(unsigned, stranger.privateKey)]) {
    for (const command of ['plan', 'rehearse', 'upgrade'] as const)
      expect(await served.error(command, { release: formatRelease(release) })).toMatchObject({
        status: 422,
        code: 'not-trusted',
        text: expect.stringMatching(/it is not signed|no such key is trusted/),
      })
  }
  expect(globalThis).not.toHaveProperty('wasEvaluated')
  const signed = signRelease(signRelease(sound, stranger.privateKey), own.privateKey)
  const { report } = await served.result('upgrade', { release: formatRelease(signed) })
  expect(report.outcome).toBe('committed')
})

test('a signature that was forged is refused even where none is demanded', async () => {
  await using served = await Served.start()
  const signed = signRelease(sound, newKeys().privateKey)
  const forged: Release = { ...signed, signatures: [{ ...signed.signatures[0]!, key: newKeys().publicKey }] }
  expect(await served.error('plan', { release: formatRelease(forged) })).toMatchObject({
    status: 422,
    code: 'forged-signature',
  })
})

test('a release with side effects can be planned, but not upgraded to', async () => {
  await using served = await Served.start()
  await served.system.spawn(catOf(), [])
  const timers: NodeJS.Timeout[] = []
  Object.assign(globalThis, { timersOfTest: timers })
  const first = 'timersOfTest.push(setTimeout(() => {}, 1e8))'
  const noisy = formatRelease(releaseOf([catText('1.1.0')], { first }))
  const { findings, plan } = await served.result('plan', { release: noisy })
  expect(findings).toEqual([expect.stringContaining('starts a timer')])
  expect(plan.defects).toEqual([])
  expect((await served.result('rehearse', { release: noisy })).text).toContain('starts a timer')

  const { report, text: told } = await served.result('upgrade', { release: noisy })
  expect(report).toMatchObject({ outcome: 'refused', defects: [expect.stringContaining('starts a timer')] })
  expect(told).toContain('starts a timer')
  expect(served.system.describe('Cat').version).toBe('1.0.0')
  for (const timer of timers) clearTimeout(timer)
})
