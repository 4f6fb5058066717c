// The subjects, by name. Each is imported only in the processes that measure it.

import type { Works } from '../work.js'

const modules = {
  instar: () => import('./instar.js'),
  bare: () => import('./bare.js'),
  nact: () => import('./nact.js'),
  xstate: () => import('./xstate.js'),
  comedy: () => import('./comedy.js'),
  effect: () => import('./effect.js'),
}

export type SubjectName = keyof typeof modules

export const subjectNames = Object.keys(modules) as SubjectName[]

export async function loadWorks(name: SubjectName): Promise<Works> {
  return (await modules[name]()).works
}
