import { expect, test } from 'vitest'
import { formatRelease } from '../../src/release/text.js'
import { releaseOf } from '../fixtures/releases.js'
import { catOf, catText, Served, send } from './served.js'

test('a process is upgraded from outside, and its instances live on', async () => {
  await using served = await Served.start()
  const tom = await served.system.spawn(catOf(), [])
  const release = formatRelease(releaseOf([catText('1.1.0')]))

  expect((await served.result('plan', { release })).plan.changes).toMatchObject([
    { class: 'Cat', from: '1.0.0', to: '1.1.0' },
  ])
  const { report, text } = await served.result('upgrade', { release })

  expect(report.outcome).toBe('committed')
  expect(text).toContain('Upgraded to Cat 1.1.0.')
  expect(await tom.getAge()).toBe('1.1.0')
})

test('what serves says which protocol it speaks', async () => {
  await using served = await Served.start()
  const answer = await send(served.path, { method: 'GET', path: '/' })
  expect(answer).toMatchObject({ status: 200, lines: [{ instar: 1, protocol: [1] }] })
})
