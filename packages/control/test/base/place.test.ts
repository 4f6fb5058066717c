import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultFolder, statePlace } from '../../src/base/place.js'

const runtime = process.env['XDG_RUNTIME_DIR']
beforeEach(() => void delete process.env['XDG_RUNTIME_DIR'])
afterEach(() => {
  if (runtime === undefined) delete process.env['XDG_RUNTIME_DIR']
  else process.env['XDG_RUNTIME_DIR'] = runtime
})

test('sockets are looked for where the machine keeps those of a session, or at home', () => {
  expect(defaultFolder()).toBe(join(homedir(), '.instar', 'run'))
  process.env['XDG_RUNTIME_DIR'] = ''
  expect(defaultFolder()).toBe(join(homedir(), '.instar', 'run'))
  process.env['XDG_RUNTIME_DIR'] = '/run/user/7'
  expect(defaultFolder()).toBe('/run/user/7/instar')
})

test('what is kept of a process lies beside its socket', () => {
  expect(statePlace('/run/x.sock')).toEqual({
    folder: '/run/x.control',
    audit: '/run/x.control/audit.jsonl',
    journal: '/run/x.control/journal.json',
    releases: '/run/x.control/releases',
  })
  expect(statePlace('here').folder).toBe(resolve('here.control'))
})
