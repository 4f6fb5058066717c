// Measures one row in a process of its own, and sends the figures to its parent.

import { rows } from './rows/rows.js'

const row = rows.find(({ name }) => name === process.argv[2])!
process.send!(await row.measure())
process.disconnect()
