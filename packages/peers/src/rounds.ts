// Plays the subjects of a row in turns, round after round, each time in a fresh process, so that noise meets all of them
// and none meets the type feedback or the heap of another.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Row } from './rows.js'
import { spread, type Spread } from './statistics.js'
import type { SubjectName } from './subjects/subjects.js'

export interface Pace {
  readonly rounds: number
  readonly budgetMs: number
  readonly isQuick: boolean
}

/** The figures of the subjects that can do the row. */
export async function playRow(
  row: Row,
  subjects: readonly SubjectName[],
  pace: Pace,
): Promise<Map<SubjectName, Spread>> {
  const figures = new Map<SubjectName, number[]>()
  for (let round = 0; round < pace.rounds; round++) {
    for (const subject of round === 0 ? subjects : figures.keys()) {
      const figure = await measureApart(row, subject, pace)
      if (figure !== null) figures.set(subject, [...(figures.get(subject) ?? []), figure])
    }
  }
  return new Map([...figures].map(([subject, all]) => [subject, spread(all)]))
}

async function measureApart(row: Row, subject: SubjectName, { isQuick, budgetMs }: Pace): Promise<number | null> {
  const count = isQuick ? row.quick : row.count
  const args = [row.name, subject, String(count), String(budgetMs)]
  const execArgv = ['--expose-gc', '--max-old-space-size=8192']
  const child = fork(fileURLToPath(new URL('child.js', import.meta.url)), args, { execArgv })
  let answer: { figure: number | null } | undefined
  child.on('message', (message) => (answer = message as typeof answer))
  await once(child, 'exit')
  if (answer === undefined) throw new Error(`${subject} failed at ${row.name}`)
  return answer.figure
}
