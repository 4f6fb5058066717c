// `bench [--json] [--rows a,b]`: measures the rows one after the other, each in a fresh process, so that no row meets the
// type feedback or the heap of another. Prints a table, or with `--json` nothing but one line of JSON.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Figures, resultOf, type Row } from './rows/row.js'
import { rows } from './rows/rows.js'
import { tableHead, tableLine } from './table.js'

const options = readOptions()
const chosen = options.rows === undefined ? rows : options.rows.split(',').map(rowOf)
const results = []

if (!options.json) console.log(tableHead)
for (const row of chosen) {
  const figures = await measureApart(row)
  const result = resultOf(row, figures)
  results.push(result)
  if (!options.json) console.log(tableLine(row, figures, result))
}
if (options.json) console.log(JSON.stringify({ rows: results }))

function readOptions(): { json?: boolean; rows?: string } {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, rows: { type: 'string' } } }).values
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error))
  }
}

function rowOf(name: string): Row {
  const row = rows.find((each) => each.name === name)
  return row ?? complain(`There is no row "${name}". Rows: ${rows.map((each) => each.name).join(', ')}`)
}

function complain(message: string): never {
  console.error(message)
  process.exit(2)
}

async function measureApart({ name, heap }: Row): Promise<Figures> {
  const execArgv = ['--expose-gc', ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`])]
  const child = fork(fileURLToPath(new URL('child.js', import.meta.url)), [name], { execArgv })
  let figures: Figures | undefined
  child.on('message', (message) => (figures = message as Figures))
  await once(child, 'exit')
  if (figures !== undefined) return figures
  console.error(`The row ${name} failed.`)
  process.exit(1)
}
