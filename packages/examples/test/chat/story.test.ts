// The story as `npm start -- chat` tells it: the built example, in processes of its own. `npm test` builds before it tests; who
// runs this file alone builds first.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blockOf, masked } from '../readme.js'

const main = join(import.meta.dirname, '../../dist/chat/main.js')

/** Runs the built example; gives what it printed, and its exit code. */
function tell(): Promise<{ readonly code: number | string; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main], { maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), output: `${stdout}${stderr}` })
    })
  })
}

/** What differs from run to run beside durations: how much was typed, where files are, and when it was. */
function story(text: string): string {
  return masked(text)
    .replaceAll(/\d+ lines were said, and \d+ delivered/g, '# lines were said, and # delivered')
    .replaceAll(/^ *\S+chat-\w{6}./gm, '    ')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'date and time')
}

test('H1, H2, H3: the story of the chat goes as its README shows it, without a loss', async () => {
  const { code, output } = await tell()
  expect(story(output)).toBe(story(blockOf('packages/examples/src/chat/README.md', 'text')))
  expect(code).toBe(0)
}, 120_000)
