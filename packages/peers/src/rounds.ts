// Plays the subjects of a row in turns, round after round, each time in a fresh process, so that noise meets all of them
// and none meets the type feedback or the heap of another.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { measureErlang } from './otp.js'
import type { Row } from './rows.js'
import type { SubjectName } from './subjects/subjects.js'
import type { Measured } from './work.js'

export interface Pace {
  readonly rounds: number
  readonly budgetMs: number
  readonly isQuick: boolean
}

/** What each round gave, for the subjects that can do the row. */
export type Played = ReadonlyMap<SubjectName, readonly Measured[]>

export async function playRow(row: Row, subjects: readonly SubjectName[], pace: Pace): Promise<Played> {
  const played = new Map<SubjectName, Measured[]>()
  const rounds = Math.min(pace.rounds, row.mostRounds ?? pace.rounds)
  for (let round = 0; round < rounds; round++) {
    for (const subject of round === 0 ? subjects : played.keys()) {
      const measured = await measureApart(row, subject, pace)
      if (measured !== null) played.set(subject, [...(played.get(subject) ?? []), measured])
    }
  }
  return played
}

async function measureApart(row: Row, subject: SubjectName, { isQuick, budgetMs }: Pace): Promise<Measured | null> {
  if (row.subjects?.includes(subject) === false) return null
  const count = isQuick ? row.quick : row.count
  if (subject === 'otp') return await measureErlang(row, count, budgetMs)
  const args = [row.name, subject, String(count), String(budgetMs)]
  const execArgv = ['--expose-gc', '--max-old-space-size=8192']
  const child = fork(fileURLToPath(new URL('child.js', import.meta.url)), args, { execArgv })
  let answer: { measured: Measured | null } | undefined
  child.on('message', (message) => (answer = message as typeof answer))
  await once(child, 'exit')
  if (answer === undefined) throw new Error(`${subject} failed at ${row.name}`)
  return answer.measured
}
