// The subjects, by name. Each of Node is imported only in the processes that measure it; OTP is a program of its own.

import type { Works } from '../work.js'

const modules = {
  instar: () => import('./instar.js'),
  bare: () => import('./bare.js'),
  nact: () => import('./nact.js'),
  xstate: () => import('./xstate.js'),
  comedy: () => import('./comedy.js'),
  effect: () => import('./effect.js'),
}

export type NodeSubject = keyof typeof modules
export type SubjectName = NodeSubject | 'otp'

export const nodeSubjects = Object.keys(modules) as NodeSubject[]
export const subjectNames: readonly SubjectName[] = [...nodeSubjects, 'otp']

export async function loadWorks(name: NodeSubject): Promise<Works> {
  return (await modules[name]()).works
}
