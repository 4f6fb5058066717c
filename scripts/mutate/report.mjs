// What a mutation run says at its end: what survived, and a table of the rooms.

import { rooms } from './mutants.mjs'

const verdicts = ['killed', 'timeout', 'survived', 'unreached']

/** One paragraph for each mutant that no test has noticed and nobody has explained. */
export function survivorsText(results) {
  return results
    .filter((result) => isUnnoticed(result) && result.why === undefined)
    .map(({ file, line, column, mutator, verdict, original, replacement }) =>
      [`${file}:${line}:${column} ${mutator} ${verdict}`, quoted('-', original), quoted('+', replacement)].join('\n'),
    )
    .join('\n\n')
}

function quoted(sign, text) {
  const lines = text.split('\n')
  return (lines.length > 6 ? [...lines.slice(0, 5), '...'] : lines).map((line) => `${sign} ${line}`).join('\n')
}

/** A row for each room, and one for all. What only runs while modules are loaded is not counted. */
export function tableOf(all, mutants) {
  const results = all.filter(({ verdict }) => verdict !== 'static')
  const rows = [...rooms, undefined].map((room) => {
    const isHere = (each) => room === undefined || each.room === room
    return row(room ?? 'all', results.filter(isHere), mutants.filter(isHere))
  })
  const heads = ['room', 'mutants', 'tried', ...verdicts, 'explained', 'left', 'score', 'estimate']
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function row(room, results, mutants) {
  const counts = verdicts.map((verdict) => results.filter((each) => each.verdict === verdict).length)
  const unnoticed = results.filter(isUnnoticed)
  const explained = unnoticed.filter(({ why }) => why !== undefined).length
  const score = results.length === 0 ? '' : percent(noticed(results) / results.length)
  const left = unnoticed.length - explained
  return [room, mutants.length, results.length, ...counts, explained, left, score, estimate(results, mutants)]
}

/** The score that all mutants would have, if those of each file fared like those that were drawn of it. */
function estimate(results, mutants) {
  const tried = Map.groupBy(results, ({ file }) => file)
  const all = [...Map.groupBy(mutants, ({ file }) => file)]
  if (all.length === 0 || all.some(([file]) => !tried.has(file))) return ''
  const sum = all.reduce((sum, [file, { length }]) => sum + length * shareOf(tried.get(file)), 0)
  return percent(sum / mutants.length)
}

const shareOf = (results) => noticed(results) / results.length

function noticed(results) {
  return results.length - results.filter(isUnnoticed).length
}

/** Whether no test has noticed a mutant. */
export function isUnnoticed({ verdict }) {
  return verdict === 'survived' || verdict === 'unreached'
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`
}
