// `pnpm mutate`: draws mutants of four rooms of core, has the unit tests try them, and says how many are noticed.
//
//     pnpm mutate --sample 500 --seed 1     the recorded run
//     pnpm mutate --mutate upgrade/path     all mutants of what has this in its path
//     pnpm mutate --all                     every mutant there is
//     pnpm mutate --again                   those of the last run that nobody noticed, with the tests as they are now
//
// packages/core/test/MUTATION.md has the scores, and what survives.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Bench } from './bench.mjs'
import { Explanations } from './explanations.mjs'
import { draw, instrument, sources } from './mutants.mjs'
import { isUnnoticed, survivorsText, tableOf } from './report.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

// Tests that start processes, read the sources as text, or need collected garbage and a process of their own.
const exclude = ['.leak.test.ts', '/face.test.ts', '/system/codegen.test.ts', '/testing/readme.test.ts']

// They take seconds, reach much, and are about one room: for the mutants of others they are left out.
const slow = ['over 200 random graphs of classes', 'lanes do what sorting does']

const { values: options } = parseArgs({
  options: {
    sample: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    least: { type: 'string', default: '10' },
    mutate: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
})

// The process at the bench is ended with this one.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

const { instrumented, mutants } = await instrument(root, sources(root))
const last = options.again ? lastResults() : new Map()
const chosen = choose()
console.log(`${mutants.length} mutants, ${chosen.length} chosen. Which test reaches which?`)

const bench = new Bench(root, instrumented, exclude)
const { covered, loaded } = await bench.cover()
const usable = covered.filter(({ name, failure }) => {
  if (failure !== undefined) console.log(`left out, it fails without a mutant: ${name}: ${failure}`)
  return failure === undefined
})
console.log(`${usable.length} tests, ${Math.round(usable.reduce((sum, { took }) => sum + took, 0) / 1000)} s`)

const verdicts = new Map()
for (const { id, key } of chosen)
  if (last.has(key) && !isUnnoticed(last.get(key))) verdicts.set(id, { ...last.get(key), id, mutant: id })
const work = chosen
  .filter(({ id }) => !verdicts.has(id))
  .map((mutant) => ({ id: mutant.id, reachedBy: testsOf(mutant) }))
for (const { id, reachedBy } of work)
  if (reachedBy.length === 0) verdicts.set(id, { verdict: loaded.has(id) ? 'static' : 'unreached' })
await bench.tryAll(
  work.filter(({ reachedBy }) => reachedBy.length > 0),
  (verdict) => {
    verdicts.set(verdict.mutant, verdict)
    if (verdicts.size % 50 === 0) console.log(`${verdicts.size} of ${chosen.length}`)
    save()
  },
)
save()
const explanations = new Explanations(join(root, 'packages/core/test/mutants.json'))
const explained = results().map((result) => ({ ...result, why: explanations.of(result) }))
console.log(`${survivorsText(explained)}\n`)
console.log(tableOf(explained, mutants))

function choose() {
  const { sample, seed, least, mutate, all, again } = options
  if (again) return mutants.filter(({ key }) => last.has(key))
  const named = mutants.filter(({ file }) => mutate.some((part) => file.includes(part)))
  if (mutate.length > 0) return named
  return all ? mutants : draw(mutants, { size: Number(sample), seed, least: Number(least) })
}

function lastResults() {
  const results = JSON.parse(readFileSync(join(root, 'reports', 'mutation', 'results.json'), 'utf8'))
  return new Map(results.map((result) => [result.key, result]))
}

/**
 * The tests that reach a mutant: those of its own file first, then those of its room, each the quickest first. The few slow
 * ones are for their own room only.
 */
function testsOf({ id, file, room }) {
  const own = file.replace('/src/', '/test/').replace(/\.ts$/, '.test.ts')
  const rank = ({ name }) => (name.startsWith(own) ? 0 : name.startsWith(`packages/core/test/${room}/`) ? 1 : 2)
  return usable
    .filter(
      (test) => test.reached[id] !== undefined && (rank(test) < 2 || !slow.some((part) => test.name.includes(part))),
    )
    .toSorted((a, b) => rank(a) - rank(b) || a.took - b.took)
    .map(({ test, took, reached }) => ({ test, took, hits: reached[id] }))
}

function results() {
  return chosen.filter(({ id }) => verdicts.has(id)).map((mutant) => ({ ...verdicts.get(mutant.id), ...mutant }))
}

function save() {
  writeFileSync(join(bench.desk, 'results.json'), JSON.stringify(results(), null, 1))
}
