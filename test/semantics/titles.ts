// The titles of the tests in a source text: the first argument of `test(...)` and `it(...)`, and of what `test.each(...)`
// gives. A template is taken as it is written, holes and all. What is skipped or only planned is no test.

const call = /^[^\S\n]*(?:test|it)((?:\.\w+)*)\s*(?=[(`])/gm
const running = new Set(['', '.each', '.for', '.concurrent', '.sequential', '.only', '.fails'])

/** The titles of the tests in a source text, in order. */
export function titlesIn(source: string): string[] {
  const titles: string[] = []
  for (const found of source.matchAll(call)) {
    if (!running.has(found[1]!)) continue
    const isTable = found[1] === '.each' || found[1] === '.for'
    const at = found.index + found[0].length
    const title = titleAt(source, isTable ? groupEnd(source, at) : at)
    if (title !== undefined) titles.push(title)
  }
  return titles
}

/** The text that a call whose bracket is at `at` has as its first argument. */
function titleAt(source: string, at: number): string | undefined {
  const literal = /\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\[^])*)`)/y
  literal.lastIndex = at
  const found = literal.exec(source)
  const raw = found?.[1] ?? found?.[2] ?? found?.[3]
  return raw?.replaceAll(/\\(['"`\\])/g, '$1')
}

/** Where the group in brackets, or the template, that begins at `at` has ended. */
function groupEnd(source: string, at: number): number {
  const piece = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`|\/\/.*|\/\*[^]*?\*\/|[^]/y
  let depth = 0
  for (let i = at; i < source.length; i = piece.lastIndex) {
    piece.lastIndex = i
    const text = piece.exec(source)![0]
    if ('([{'.includes(text)) depth += 1
    else if (')]}'.includes(text)) depth -= 1
    if (depth === 0) return piece.lastIndex
  }
  return source.length
}
