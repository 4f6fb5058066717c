import { expect, test } from 'vitest'
import { readTask, usage } from '../../src/loop/options.js'
import { blockOf } from '../readme.js'

test('without options it tells the story, --serve reads from the terminal, --help goes before everything else', () => {
  expect(readTask([])).toEqual({ type: 'story' })
  expect(readTask(['--serve'])).toEqual({ type: 'serve' })
  expect(readTask(['--serve', '-h'])).toEqual({ type: 'help' })
})

test.each([
  [['--sevre'], "Unknown option '--sevre'"],
  [['hello'], "Unexpected argument 'hello'"],
  [['--serve=yes'], "Option '--serve' does not take an argument"],
])('%j is a mistake, and the complaint names it', (argv, problem) => {
  expect(readTask(argv)).toEqual({ type: 'complain', problem: expect.stringContaining(problem) })
})

test('the README shows the commands of the usage', () => {
  const command = (line: string): string => line.trim().split(/\s{2,}/)[0]!
  const commands = usage.split('\n').filter((line) => line.startsWith('  npm'))
  const shown = blockOf('packages/examples/src/loop/README.md', 'sh').trimEnd().split('\n')
  expect(shown.map(command)).toEqual(commands.map(command))
})
