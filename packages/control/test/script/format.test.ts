import { expect, test } from 'vitest'
import { formatScriptAnswer } from '../../src/script/format.js'

test('an answer for people says what became of the script, why, and of each of its steps', () => {
  const text = formatScriptAnswer({
    name: 'count cents',
    outcome: 'stuck',
    defects: ['no cent is lost: two are missing', 'Nothing can be taken back after confirm.\nNothing.'],
    steps: [
      { step: 'upgrade Account 2.0.0', outcome: 'takenBack', durationMs: 12, text: 'Upgraded.\n  3 instances' },
      { step: 'no cent is lost', outcome: 'failed', durationMs: 1, text: 'two are missing' },
      { step: 'confirm', outcome: 'skipped', durationMs: 0, text: 'Not begun.' },
    ],
  })
  expect(text).toBe(
    [
      'count cents: failed, and could not be taken back whole: look at what stands.',
      '  - Nothing can be taken back after confirm.',
      '    Nothing.',
      '  taken back: upgrade Account 2.0.0 (12 ms)',
      '    Upgraded.',
      '      3 instances',
      '  FAILED: no cent is lost (1 ms). two are missing',
      '  skipped: confirm. Not begun.',
    ].join('\n'),
  )
})

test('what is found before the first step is told by itself', () => {
  const answer = { name: 's', outcome: 'refused', defects: ['confirm: twice', 'add X: known'], steps: [] } as const
  expect(formatScriptAnswer(answer)).toBe('s: refused.\n  - confirm: twice\n  - add X: known')
})
