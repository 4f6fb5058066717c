// The setup file of an injected run: every test gets upgrades at its message boundaries, and does not know.

import { afterEach, beforeEach, type RunnerTestSuite } from 'vitest'
import { injectAtBoundaries } from './boundaries.js'
import type { Mode } from './copy.js'
import { disguise } from './disguise.js'
import { exemptionOf } from './exempt.js'
import { Injector } from './injector.js'
import type { Injected } from './reporter.js'

const { INSTAR_INJECT = 'added', INSTAR_INJECT_EVERY = '1', INSTAR_INJECT_OFFSET = '0' } = process.env
const choice = {
  mode: INSTAR_INJECT as Mode,
  every: Number(INSTAR_INJECT_EVERY),
  offset: Number(INSTAR_INJECT_OFFSET),
}
const nothing: Injected = { boundaries: 0, upgrades: 0, refusals: [] }
let injector: Injector | null = null
let undo: readonly (() => void)[] = []

beforeEach(({ task }) => {
  const exemption = exemptionOf(task.file.filepath, titleOf(task), choice.mode)
  task.meta.injected = { ...nothing, exemption }
  if (exemption !== undefined) return
  injector = new Injector(choice)
  undo = [injectAtBoundaries(injector), disguise(injector)]
})

afterEach(({ task }) => {
  for (const each of undo) each()
  undo = []
  if (injector === null) return
  const { boundaries, upgrades, refusals, failure } = injector
  injector = null
  task.meta.injected = { boundaries, upgrades, refusals: [...refusals] }
  if (failure !== null) throw failure
})

/** The title of a test, behind those of the suites that it is in. */
function titleOf({ name, suite }: { readonly name: string; readonly suite?: RunnerTestSuite | undefined }): string {
  return suite === undefined || suite.name === '' ? name : `${titleOf(suite)} > ${name}`
}
