// What the README says of commands and exit codes is what there is.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allCommands } from '../../src/cli/commands.js'
import { exitCodes } from '../../src/cli/exit-code.js'
import { FakeTerminal } from './fake-terminal.js'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const rows = [...readme.matchAll(/^\| `([^`]+)` \| .* \| `instar ([^`]+)` \|$/gm)].map(([, name, example]) => ({
  name: name!.replace(/ \[?[A-Z]+\]?$/, ''),
  example: example!,
}))

test('the README has a row for every command', () => {
  const names = [...allCommands.map(({ name }) => name), 'completion']
  expect(rows.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
})

test.each(rows)('the example of $name can be typed as it is', async ({ name, example }) => {
  const words = example
    .replace(/ > .*$/, '')
    .replaceAll("'", '')
    .split(' ')
  expect(words.join(' ').startsWith(name)).toBe(true)
  // With --help everything before it has to be an option or an argument that the command knows.
  const { code, out } = await new FakeTerminal().run([...words, '--help'])
  expect(code).toBe(0)
  const given = words.filter((word) => word.startsWith('-'))
  for (const option of given) expect(out).toMatch(new RegExp(`(^|[ ,])${option}([ ,]|$)`, 'm'))
})

test('the exit codes are those of the README', () => {
  for (const [code, meaning] of Object.entries(exitCodes)) expect(readme).toContain(`| ${code} | ${meaning} |`)
})
