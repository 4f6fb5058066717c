// The answer of a script for people: several lines. Pure.

import type { ScriptAnswer, StepOutcome } from '../protocol/answers.js'

const headlines: Readonly<Record<ScriptAnswer['outcome'], string>> = {
  done: 'all steps are done.',
  rehearsed: 'rehearsed, and nothing speaks against it.',
  refused: 'refused.',
  rolledBack: 'failed, and everything was taken back.',
  stuck: 'failed, and could not be taken back whole: look at what stands.',
}

const marks: Readonly<Record<StepOutcome['outcome'], string>> = {
  done: 'done',
  failed: 'FAILED',
  skipped: 'skipped',
  takenBack: 'taken back',
}

/** What became of a script and of each of its steps, for people; several lines. */
export function formatScriptAnswer({ name, outcome, defects, steps }: ScriptAnswer): string {
  // What steps have against it stands at the steps.
  const own = defects.filter((defect) => !steps.some(({ step }) => defect.startsWith(step)))
  return [
    `${name}: ${headlines[outcome]}`,
    ...own.flatMap((defect) => defect.split('\n').map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`)),
    ...steps.flatMap(stepLines),
  ].join('\n')
}

function stepLines({ step, outcome, durationMs, text }: StepOutcome): string[] {
  const title = `  ${marks[outcome]}: ${step}${outcome === 'skipped' ? '' : ` (${durationMs} ms)`}`
  return text.includes('\n') ? [title, ...text.split('\n').map((line) => `    ${line}`)] : [`${title}. ${text}`]
}
