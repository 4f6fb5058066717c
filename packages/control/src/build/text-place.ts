// Offsets in a text as people count: lines from 1, columns from 1.

export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** Where an offset is. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
