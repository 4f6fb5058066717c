// The subjects, by name. Each is imported only in the processes that measure it.

import type { Works } from '../work.js'

export const subjectNames = ['instar', 'bare'] as const

export type SubjectName = (typeof subjectNames)[number]

export async function loadWorks(name: SubjectName): Promise<Works> {
  const { works } = (await import(`./${name}.js`)) as { works: Works }
  return works
}
