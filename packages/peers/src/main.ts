// `bench:peers`: measures the subjects beside each other and prints what came out.

import { Command } from 'commander'
import { drawAll, writeAll } from './report/album.js'
import { type Result, resultsOf } from './report/result.js'
import { grid, table } from './report/table.js'
import { judge } from './report/targets.js'
import { compileErlang } from './otp.js'
import { playRow } from './rounds.js'
import { rows } from './rows.js'
import { subjectNames } from './subjects/subjects.js'

interface Options {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly svg?: string
  readonly rows?: string
  readonly subjects?: string
  readonly rounds?: string
  readonly quick?: boolean
}

const command = new Command('bench:peers')
  .description('Measures instar beside other actor systems on the same work, in the same run')
  .option('--json', 'print nothing but one line of JSON')
  .option('--markdown', 'print the tables in Markdown')
  .option('--svg <folder>', 'draw a picture of each row into this folder')
  .option('--rows <names>', `only these rows, of ${rows.map(({ name }) => name).join(', ')}`)
  .option('--subjects <names>', `only these subjects, of ${subjectNames.join(', ')}`)
  .option('--rounds <count>', 'how often each subject is measured, in turns', '3')
  .option('--quick', 'less work and one round: shows that all runs, not how fast')
  .parse(process.argv.filter((argument) => argument !== '--'))
const options = command.opts<Options>()

const chosenRows = chosen(options.rows, rows, ({ name }) => name)
const chosenSubjects = chosen(options.subjects, subjectNames, (name) => name)
const isQuick = options.quick === true
const pace = { rounds: isQuick ? 1 : Number(options.rounds), budgetMs: isQuick ? 100 : 800, isQuick }

if (chosenSubjects.includes('otp') && compileErlang() === null)
  console.error('There is no Erlang here: otp is skipped.')

const isMarkdown = options.markdown === true
const results: Result[] = []
for (const row of chosenRows) {
  if (options.json === true || isMarkdown) console.error(row.name)
  const found = resultsOf(row, await playRow(row, chosenSubjects, pace))
  results.push(...found)
  if (options.json !== true && !isMarkdown) console.log(table(found, false))
}
if (isMarkdown) console.log(table(results, true))
// Less work is judged by other laws: what was compiled late counts for more.
const verdicts = isQuick ? [] : judge(results)
if (options.svg !== undefined) writeAll(options.svg, drawAll(chosenRows, results))
if (options.json !== true && verdicts.length > 0) {
  const lines = verdicts.map(({ target, measured, verdict }) => [target, measured, verdict])
  console.log(`\n${grid(['target', 'measured', 'verdict'], lines, isMarkdown)}`)
}
if (options.json === true) console.log(JSON.stringify({ rows: results }))

function chosen<T>(names: string | undefined, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  if (names === undefined) return all
  return names.split(',').map((name) => {
    const found = all.find((one) => nameOf(one) === name)
    return found ?? command.error(`There is no "${name}". There are: ${all.map(nameOf).join(', ')}`)
  })
}
