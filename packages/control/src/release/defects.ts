// Defects as an error carries them: a list for programs, and the same as text for people. What a stranger has written
// decides how many there are and how long, so both are bounded.

import type { z } from 'zod'

const mostDefects = 50
const longestDefect = 300

/** What a schema has against a value, each with the path to it; empty when it is content. */
export function problemsOf(result: z.ZodSafeParseResult<unknown>): string[] {
  if (result.success) return []
  return result.error.issues.map(({ path, message }) => {
    const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
    return place === '' ? message : `${place.replace(/^\./, '')}: ${message}`
  })
}

/** The facts of an error that has several defects. */
export function asDefects(problems: readonly string[]): { readonly defects: readonly string[]; readonly list: string } {
  const defects = problems.slice(0, mostDefects).map(shorten)
  if (problems.length > mostDefects) defects.push(`and ${problems.length - mostDefects} more`)
  return { defects, list: defects.map((defect) => `  - ${defect}`).join('\n') }
}

function shorten(text: string): string {
  return text.length > longestDefect ? `${text.slice(0, longestDefect)}...` : text
}
