import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScriptAnswer } from '../../src/protocol/answers.js'
import { stepForms } from '../../src/script/forms.js'
import { usualFreezeMs, usualStepMs, usualUpgradeMs } from '../../src/script/limits.js'

const text = readFileSync(join(import.meta.dirname, '../../SCRIPTS.md'), 'utf8').replaceAll('\r\n', '\n')

/** The first cells of the rows of the table under some words. */
function rowsUnder(words: string): string[] {
  const rows = text
    .slice(text.indexOf(words))
    .split('\n\n')
    .find((block) => block.startsWith('|'))!
    .split('\n')
  return rows.slice(2)
}

test('the page about scripts has a section for each kind of step, with each of its options', () => {
  const sections = text.split(/^### /m).slice(1)
  expect(sections.map((section) => /^\w+/.exec(section)![0]).toSorted()).toEqual(Object.keys(stepForms).toSorted())
  for (const section of sections) {
    const form = stepForms[/^\w+/.exec(section)![0]]!
    const options = Object.keys({ ...form.required, ...form.optional }).filter((option) => option !== 'run')
    for (const option of options.filter((option) => option !== 'class' && option !== 'name'))
      expect(section, option).toContain(option)
  }
})

test('it has the outcomes that there are', () => {
  const outcomes: Record<ScriptAnswer['outcome'], true> = {
    done: true,
    rehearsed: true,
    refused: true,
    rolledBack: true,
    stuck: true,
  }
  expect(rowsUnder('| outcome').map((row) => /`(\w+)`/.exec(row)![1])).toEqual(Object.keys(outcomes))
})

test('it has the time limits that are usual', () => {
  const defaults = rowsUnder('| limit').map((row) => row.split('|').at(-2)!.trim().replaceAll(',', ''))
  expect(defaults).toEqual([String(usualFreezeMs), '', String(usualStepMs), String(usualUpgradeMs), '0'])
})
