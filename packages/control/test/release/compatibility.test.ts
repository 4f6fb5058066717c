import { expect, test } from 'vitest'
import { coreDefects } from '../../src/release/compatibility.js'

const fit = (built: string, running: string) => coreDefects({ core: built }, running).length === 0

test('a release fits every core of the same major version', () => {
  expect([fit('1.2.3', '1.0.0'), fit('1.0.0', '1.9.1'), fit('2.0.0', '2.0.0-rc.1')]).toEqual([true, true, true])
  expect([fit('1.0.0', '2.0.0'), fit('2.0.0', '1.0.0'), fit('1.0.0', '10.0.0'), fit('0.1.0', '1.1.0')]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('before the first major version, the minor one has to be the same', () => {
  expect([fit('0.1.0', '0.1.7'), fit('0.1.0', '0.2.0'), fit('0.2.0', '0.1.0'), fit('0.1.0', '0.10.0')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('the defect names both versions', () => {
  expect(coreDefects({ core: '0.1.4' }, '0.2.0')).toEqual([
    'it was built against 0.1.4 (0.1.x), and 0.2.0 (0.2.x) runs',
  ])
})
