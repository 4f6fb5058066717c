// Forgetting the old generations of a class, and proving that their code has left memory.

import { type ActorSystem, describeLingerer, type PurgeReport } from '@instar/core'
import type { Action } from './action.js'
import { collectGarbage } from './garbage.js'

export const purge: Action<'purge'> = ({ system }, { class: name, mode = 'soft', prove = false }) => ({
  subject: { class: name, mode, ...(prove ? { prove } : {}) },
  ready: async () => {
    // For a class that is not known.
    system.describe(name)
    return async () => {
      const report = system.purge(name, mode)
      const left = prove ? await leftInMemory(system, name) : []
      const problems = [...refusalsOf(report), ...left.map((version) => `${name} ${version} is still in memory`)]
      return { outcome: report.outcome, problems, result: prove ? { ...report, left } : report }
    }
  },
})

async function leftInMemory(system: ActorSystem, name: string): Promise<readonly string[]> {
  await collectGarbage()
  return system.leftInMemory(name)
}

function refusalsOf({ outcome, lingering }: PurgeReport): string[] {
  return outcome === 'refused' ? lingering.map(describeLingerer) : []
}
