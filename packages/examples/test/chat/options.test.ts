import { expect, test } from 'vitest'
import { readTask, usage } from '../../src/chat/options.js'
import { blockOf } from '../readme.js'

test('without options it tells the story', () => {
  expect(readTask([])).toEqual({ type: 'story' })
})

test('--serve runs the server, on port 9001 or another one', () => {
  const usual = { type: 'serve', port: 9001, control: undefined, releases: [] }
  expect(readTask(['--serve'])).toEqual(usual)
  expect(readTask(['--serve', '--port', '0'])).toEqual({ ...usual, port: 0 })
  expect(readTask(['--port=65535', '--serve'])).toEqual({ ...usual, port: 65_535 })
})

test('the server takes a control socket, and releases to start with', () => {
  const task = readTask(['a.release', '--serve', '--control', 'run/c.sock', 'b.release'])
  expect(task).toMatchObject({ type: 'serve', control: 'run/c.sock', releases: ['a.release', 'b.release'] })
})

test('--help goes before everything else', () => {
  expect(readTask(['--help', '--port', '9001'])).toEqual({ type: 'help' })
  expect(readTask(['-h'])).toEqual({ type: 'help' })
})

test.each([
  [['--prot', '9001'], "Unknown option '--prot'"],
  [['a.release'], 'a.release goes with --serve'],
  [['--control', 'a.sock'], '--control goes with --serve'],
  [['--serve', '--port'], "Option '--port <value>' argument missing"],
  [['--serve=yes'], "Option '--serve' does not take an argument"],
  [['--port', '9001'], '--port goes with --serve'],
  [['--serve', '--port', '65536'], '--port takes a number from 0 to 65535, not "65536"'],
  [['--serve', '--port', 'http'], '--port takes a number from 0 to 65535, not "http"'],
  [['--serve', '--port', ''], '--port takes a number from 0 to 65535, not ""'],
  [['--serve', '--port', '1e3'], '--port takes a number from 0 to 65535, not "1e3"'],
])('%j is a mistake, and the complaint names it', (argv, problem) => {
  expect(readTask(argv)).toEqual({ type: 'complain', problem: expect.stringContaining(problem) })
})

test('the README shows the commands of the usage', () => {
  const commands = usage.split('\n').filter((line) => line.startsWith('  npm'))
  const shown = blockOf('packages/examples/src/chat/README.md', 'sh').trimEnd().split('\n')
  const command = (line: string): string => line.trim().split(/\s{2,}/)[0]!
  expect(shown.map(command)).toEqual(commands.map(command))
})
