// Upgrading to a release, taking that back, and saying that it stays. The journal follows what the system runs.

import type { UpgradeHandle, UpgradeReport } from '@instar/core'
import type { WireUpgradeOptions } from '../protocol/commands.js'
import type { Release } from '../release/release.js'
import type { Action, DeedListener } from './action.js'
import { doneWith, refusedReport } from './upgrade-report.js'

export const upgrade: Action<'upgrade'> = (desk, { release: text, options = {} }) => {
  const release = desk.admission.read(text)
  return {
    subject: { ...subjectOf(release), ...told(options) },
    ready: async () => {
      const { classes, findings } = await desk.admission.load(release, 'upgrade')
      if (findings.length > 0) {
        const report = refusedReport(desk.system.plan(classes), findings)
        return () => Promise.resolve(doneWith(report))
      }
      await desk.journal.store(release)
      return async (listener) => {
        const report = await listened(desk.system.upgrade(classes, options), listener)
        if (report.outcome === 'committed') desk.journal.take(release)
        return doneWith(report)
      }
    },
  }
}

export const rollback: Action<'rollback'> = ({ system }, { options = {} }) => ({
  subject: told(options),
  ready: () => Promise.resolve(async (listener) => doneWith(await listened(system.rollback(options), listener))),
})

export const confirm: Action<'confirm'> = ({ system, journal }) => ({
  subject: {},
  ready: () =>
    Promise.resolve(() => {
      // A system has nothing to confirm where an upgrade has only brought new classes; the journal has.
      const confirmed = system.confirm() || journal.hasUnconfirmed
      if (confirmed) journal.confirm()
      return Promise.resolve({
        outcome: confirmed ? 'confirmed' : 'nothing',
        problems: [],
        result: { confirmed, journal: journal.current },
      })
    }),
})

/** What the history says of a release. */
export function subjectOf({ manifest, hash }: Release): Readonly<Record<string, unknown>> {
  return { release: manifest.name, hash }
}

/** What the history says of options: not the extra data, which may be anything. */
function told({ extra, ...options }: WireUpgradeOptions): Readonly<Record<string, unknown>> {
  const whole = extra === undefined ? options : { ...options, extra: '(given)' }
  return Object.keys(whole).length === 0 ? {} : { options: whole }
}

/** The report; a lazy upgrade goes on migrating after it, and nobody is kept waiting for that. */
async function listened(handle: UpgradeHandle, { onProgress }: DeedListener): Promise<UpgradeReport> {
  const watching = handle.progress$.subscribe({ next: onProgress, error: () => {} })
  try {
    return await handle.report
  } finally {
    watching.unsubscribe()
  }
}
