// Measures one row of one subject in a process of its own, and sends the figure to its parent.

import { measure } from './measure.js'
import { rows } from './rows.js'
import { loadWorks, type NodeSubject } from './subjects/subjects.js'

const [rowName, subject, count, budget] = process.argv.slice(2)
const row = rows.find(({ name }) => name === rowName)!
const prepare = (await loadWorks(subject as NodeSubject))[row.work]
const measured = prepare === undefined ? null : await measure(row, prepare, Number(count), Number(budget))
process.send!({ measured }, () => process.exit(0))
