// Running an upgrade script that came as a release. A script may upgrade, add and confirm in any order, so the journal listens
// to the system meanwhile instead of to the outcome.

import type { SystemEvent } from '@instar/core'
import type { Release } from '../release/release.js'
import { runScript } from '../script/run.js'
import type { Script } from '../script/script.js'
import type { ScriptAnswer } from '../protocol/answers.js'
import type { Action, DeedListener, Done } from './action.js'
import type { Desk } from './desk.js'
import type { LiveJournal } from './journal.js'
import { messageOf } from './thrown.js'
import { subjectOf } from './upgrade-actions.js'

export const run: Action<'run'> = (desk, { script: text, dryRun = false }) => {
  const release = desk.admission.read(text)
  return {
    subject: { ...subjectOf(release), ...(dryRun ? { dryRun } : {}) },
    ready: async () => {
      const { exports, findings } = await desk.admission.load(release, 'run')
      if (findings.length > 0) return () => Promise.resolve(refused(release, findings))
      if (!dryRun) await desk.journal.store(release)
      return (listener) => runListened(desk, scriptIn(exports), { release, dryRun, listener })
    },
  }
}

interface Run {
  readonly release: Release
  readonly dryRun: boolean
  readonly listener: DeedListener
}

async function runListened(
  { system, journal }: Desk,
  script: Script,
  { release, dryRun, listener }: Run,
): Promise<Done<'run'>> {
  const listening = system.events$.subscribe((event) => note(event, release, journal))
  try {
    const answer = await runScript(system, script, { dryRun, onProgress: listener.onProgress, say: saidTo(listener) })
    return doneWith(answer)
  } finally {
    listening.unsubscribe()
  }
}

/** What an event means to the journal. */
function note(event: SystemEvent, release: Release, journal: LiveJournal): void {
  const hasUpgraded = event.type === 'upgrade-ended' && event.outcome === 'committed' && !event.isRollback
  if (hasUpgraded || event.type === 'class-registered') journal.take(release)
  if (event.type === 'upgrade-confirmed') journal.confirm()
}

/** The script is the default export of the first entry. What it is worth, the check of scripts says. */
function scriptIn(exports: Readonly<Record<string, unknown>>): Script {
  const { m0 } = exports as { readonly m0?: { readonly default?: unknown } }
  return m0?.default as Script
}

function saidTo({ onEvent }: DeedListener): (line: string) => void {
  return (line) => onEvent({ at: new Date().toISOString(), type: 'said', line: messageOf(line) })
}

function doneWith(answer: ScriptAnswer): Done<'run'> {
  const failed = answer.steps.filter(({ outcome }) => outcome === 'failed')
  const problems = [...answer.defects, ...failed.map(({ step, text }) => `${step}: ${text}`)]
  return { outcome: answer.outcome, problems, result: answer }
}

function refused({ manifest: { name } }: Release, findings: readonly string[]): Done<'run'> {
  return doneWith({ name, outcome: 'refused', defects: findings, steps: [] })
}
