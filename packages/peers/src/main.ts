// `bench:peers`: measures the subjects beside each other and prints what came out.

import { Command } from 'commander'
import { resultsOf } from './report/result.js'
import { table } from './report/table.js'
import { compileErlang } from './otp.js'
import { playRow } from './rounds.js'
import { rows } from './rows.js'
import { subjectNames } from './subjects/subjects.js'

interface Options {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly rows?: string
  readonly subjects?: string
  readonly rounds?: string
  readonly quick?: boolean
}

const command = new Command('bench:peers')
  .description('Measures instar beside other actor systems on the same work, in the same run')
  .option('--json', 'print nothing but one line of JSON')
  .option('--markdown', 'print the tables in Markdown')
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

const results = []
for (const row of chosenRows) {
  const found = resultsOf(row, await playRow(row, chosenSubjects, pace))
  results.push(...found)
  if (options.json !== true) console.log(table(found, options.markdown === true))
}
if (options.json === true) console.log(JSON.stringify({ rows: results }))

function chosen<T>(names: string | undefined, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  if (names === undefined) return all
  return names.split(',').map((name) => {
    const found = all.find((one) => nameOf(one) === name)
    return found ?? command.error(`There is no "${name}". There are: ${all.map(nameOf).join(', ')}`)
  })
}
