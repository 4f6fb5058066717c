// How lines were kept, how they are kept now, and the way between the two. Pure.

export interface Line {
  /** When it was said, as ISO 8601; null where it was said before anybody wrote that down. */
  readonly at: string | null
  readonly who: string
  readonly text: string
}

/** How many lines a room keeps. */
export const bound = 100

/** The same lines with one more, and never too many. */
export function withLine(history: readonly Line[], line: Line): readonly Line[] {
  return [...history, line].slice(-bound)
}

/** A line that was kept as "who: text". */
export function parsedLine(line: string): Line {
  const end = line.indexOf(': ')
  return { at: null, who: line.slice(0, end), text: line.slice(end + 2) }
}

export function formattedLine({ who, text }: Line): string {
  return `${who}: ${text}`
}
