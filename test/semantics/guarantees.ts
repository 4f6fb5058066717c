// Reads SEMANTICS.md. A guarantee is a list item that begins with its number; indented lines go on with it, and those that
// begin with `test:` name what holds it:
//
//   - **A1** A sentence that promises something,
//     and may be long.
//     test: packages/core/test/some.test.ts > the exact title of a test in it

/** A test that holds a guarantee. */
export interface Witness {
  /** From the root of the repository. */
  readonly path: string
  readonly title: string
}

export interface Guarantee {
  /** The section, a letter. */
  readonly letter: string
  readonly number: number
  readonly text: string
  readonly witnesses: readonly Witness[]
}

export interface Semantics {
  readonly guarantees: readonly Guarantee[]
  /** Lines that look like a part of a guarantee and are none. */
  readonly malformed: readonly string[]
}

const head = /^- \*\*([A-Z])([1-9]\d*)\*\* (\S.*)$/
const witness = /^ +test: (\S+) > (\S.*)$/

/** The guarantees of a page, in their order. */
export function readSemantics(markdown: string): Semantics {
  const guarantees: { letter: string; number: number; text: string; witnesses: Witness[] }[] = []
  const malformed: string[] = []
  let isOpen = false
  for (const line of markdown.split('\n').map((each) => each.trimEnd())) {
    const begin = head.exec(line)
    const named = witness.exec(line)
    if (begin !== null) {
      guarantees.push({ letter: begin[1]!, number: Number(begin[2]), text: begin[3]!, witnesses: [] })
      isOpen = true
    } else if (named !== null && isOpen) guarantees.at(-1)!.witnesses.push({ path: named[1]!, title: named[2]! })
    else if (/^\s*[-*+] +\*\*|^\s*test:/.test(line)) malformed.push(line)
    else if (isOpen && /^ +\S/.test(line)) guarantees.at(-1)!.text += ` ${line.trim()}`
    else isOpen = false
  }
  return { guarantees, malformed }
}
