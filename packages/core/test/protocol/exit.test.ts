import { expect, test } from 'vitest'
import { formatPid } from '../../src/base/ids.js'
import { describeExit, type ExitReason, isNormalExit } from '../../src/protocol/exit.js'

const crashed: ExitReason = { type: 'crashed', method: 'meow', error: new Error('hairball') }
const pid = formatPid('0', 7)

const reasons: readonly (readonly [ExitReason, words: string, isNormal: boolean])[] = [
  [{ type: 'stopped' }, 'stopped', true],
  [{ type: 'stopped', detail: 'tired' }, 'stopped', true],
  [crashed, 'crashed in meow: hairball', false],
  [{ type: 'crashed', method: 'meow', error: 'a text' }, 'crashed in meow: a text', false],
  [{ type: 'killed' }, 'was killed', false],
  [{ type: 'linked', pid, reason: crashed }, 'was linked to <0.7>, which crashed in meow: hairball', false],
  [
    { type: 'upgrade', class: 'Cat', version: '2.0.0' },
    'was killed because it did not come to rest for the upgrade of Cat to 2.0.0',
    false,
  ],
  [{ type: 'purged', class: 'Cat', version: '1.0.0' }, 'was purged while it lingered in Cat 1.0.0', false],
  [{ type: 'shutdown' }, 'was shut down with its system', true],
]

for (const [reason, words, isNormal] of reasons) {
  test(`"it ${words}" says how it ended, which is ${isNormal ? '' : 'not '}normal`, () => {
    expect(describeExit(reason)).toBe(words)
    expect(isNormalExit(reason)).toBe(isNormal)
  })
}
