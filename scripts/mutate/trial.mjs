// Runs in the process of Vitest. Either finds out which test reaches which mutant (`cover`), or switches on one mutant
// after the other and runs the tests that reach it until one fails (`try`). Whatever is found is a line of JSON in the
// file `found.ndjson`, so that nothing is lost when a mutant takes the process down; the other side is `bench.mjs`.

import { globSync, openSync, readFileSync, writeSync } from 'node:fs'
import { test } from 'vitest'
import { noteFile, runOnce, tests } from './register.mjs'

const desk = process.env.MUTATE_DESK
const order = JSON.parse(readFileSync(`${desk}/order.json`, 'utf8'))
const found = openSync(`${desk}/found.ndjson`, 'a')
const stryker = (globalThis.__stryker__ = { activeMutant: 'none', mutantCoverage: { static: {}, perTest: {} } })

// In milliseconds: a test may take this long, and five times what it takes without a mutant.
const patience = 500
const tick = 50
const late = 'does not end'

test('mutants', async () => {
  await loadTests()
  tell({ loaded: Object.keys(stryker.mutantCoverage.static) })
  if (order.what === 'cover') await cover()
  else for (const mutant of order.mutants) await tryOut(mutant)
  tell({ end: true })
})

async function loadTests() {
  const files = globSync('packages/core/test/**/*.test.ts').map((path) => path.replaceAll('\\', '/'))
  const wanted = files.filter((path) => !order.exclude.some((end) => path.endsWith(end)))
  for (const file of wanted.toSorted()) await noteFile(file, () => import(`${process.cwd()}/${file}`))
}

/** Tells of each test how long it takes, and which mutants it reaches how often. */
async function cover() {
  for (const [at, each] of tests.entries()) {
    tell({ test: at })
    stryker.currentTestId = String(at)
    stryker.mutantCoverage.perTest = {}
    const start = performance.now()
    const failure = await attempt(each, 10_000)
    const took = performance.now() - start
    tell({ test: at, name: each.name, took, reached: stryker.mutantCoverage.perTest[at] ?? {}, failure })
  }
}

/** Runs the tests that reach a mutant until one fails, or all have passed. */
async function tryOut({ id, reachedBy }) {
  for (const { test: at, hits, took } of reachedBy) {
    tell({ mutant: id, test: at })
    const failure = await attemptMutated(id, at, hits, took)
    if (failure === undefined) continue
    // What fails without the mutant too, or with it only once, was spoilt by an earlier one.
    const isSpoilt =
      (await attempt(tests[at], took)) !== undefined || (await attemptMutated(id, at, hits, took)) === undefined
    tell({ mutant: id, verdict: isSpoilt ? 'spoilt' : failure.verdict, by: tests[at].name, why: failure.why })
    return
  }
  tell({ mutant: id, verdict: 'survived' })
}

/** A test with the mutant switched on: how it failed, or nothing. A switch that is passed too often never ends. */
async function attemptMutated(id, at, hits, took) {
  stryker.hitCount = 0
  stryker.hitLimit = Math.max(10_000, hits * 100)
  stryker.activeMutant = id
  try {
    const why = await attempt(tests[at], took)
    if (stryker.hitCount > stryker.hitLimit) return { verdict: 'timeout', why: 'never ends' }
    if (why === undefined) return undefined
    return { verdict: why === late ? 'timeout' : 'killed', why }
  } finally {
    stryker.activeMutant = 'none'
    stryker.hitCount = undefined
  }
}

/** The failure of a test, or nothing. */
async function attempt(each, usual) {
  const limit = patience + 5 * usual
  let timer
  const tooLate = new Promise((resolve) => {
    // Counts turns rather than time, since the machine may have slept.
    let left = Math.ceil(limit / tick)
    const turn = () => (--left > 0 ? (timer = setTimeout(turn, tick)) : resolve(late))
    timer = setTimeout(turn, tick)
  })
  const run = runOnce(each).then(
    () => undefined,
    (error) => String(error?.message ?? error).slice(0, 300),
  )
  const failure = await Promise.race([run, tooLate])
  clearTimeout(timer)
  return failure
}

function tell(line) {
  writeSync(found, `${JSON.stringify(line)}\n`)
}
