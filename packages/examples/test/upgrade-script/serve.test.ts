import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ControlClient } from '@instar/control'
import { expect, test } from 'vitest'
import { serve } from '../../src/upgrade-script/serve.js'

test('the process for the script can be looked at from outside, and ends when it is told to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bank-'))
  const control = join(folder, 'bank.sock')
  const end = new AbortController()
  const lines: string[] = []
  let begun!: () => void
  const isServing = new Promise<void>((resolve) => (begun = resolve))
  const say = (line: string): void => {
    lines.push(line)
    if (lines.length === 2) begun()
  }
  const served = serve({ control, say, signal: end.signal })
  await Promise.race([isServing, served])
  const client = await ControlClient.find({ control })
  const [account] = await client.call('classes', {})
  expect(account).toMatchObject({ name: 'Account', version: '1.0.0', instances: { total: 1000 } })
  end.abort()
  await served
  expect(lines[0]).toBe('1000 accounts run 1.0.0 and hold 9814.00 euros.')
  expect(lines[1]).toContain(control)
  await rm(folder, { recursive: true })
})
