// Looks into the source text of a class for what reflection cannot see: hard-private members and `accessor` fields. No
// upgrade can carry them, because they hang on the constructor that made the instance. A scanner, not a parser: it skips
// comments, strings, templates and regular expressions, and looks at what is left.

// A member begins after a brace, a semicolon or a line's end; a name, a string or a computed name follows on the same line.
const accessorField =
  /(?:^|[{};\n])\s*(?:static[^\S\n]+)?accessor[^\S\n]+(?!(?:of|in|instanceof)\b)([\p{ID_Start}$_#][\p{ID_Continue}$]*|\[|'|")/gu

/** The hard-private names (`#x`) and `accessor` fields that a class text declares. */
export function uncarriedMembers(text: string): string[] {
  const code = blankLiterals(text)
  const found = new Set<string>()
  for (const [name] of code.matchAll(/#[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)) found.add(name)
  for (const [, name] of code.matchAll(accessorField))
    found.add(`accessor ${name === '[' || name === "'" || name === '"' ? 'field' : name}`)
  return [...found]
}

// A slash begins a regular expression where no operand can end: after an operator, an opening bracket or a keyword.
const beforeRegExp =
  /(?:^|[=([{},;:!&|?+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|do|else|yield|await))\s*$/

function blankLiterals(text: string): string {
  let out = ''
  let at = 0
  while (at < text.length) {
    const end = literalEnd(text, at, out)
    if (end === at) out += text[at++]
    else {
      // A string keeps its quote: it may be the name of a member.
      out += text[at] === '"' || text[at] === "'" ? `'' ` : ' '
      at = end
    }
  }
  return out
}

/** Where the literal or comment that starts at `at` ends; `at` itself when none starts there. */
function literalEnd(text: string, at: number, before: string): number {
  const two = text.slice(at, at + 2)
  if (two === '//') return endOf(text, '\n', at)
  if (two === '/*') return endOf(text, '*/', at + 2)
  const first = text[at]
  if (first === '"' || first === "'") return quoteEnd(text, at, first)
  if (first === '`') return templateEnd(text, at)
  if (first === '/' && beforeRegExp.test(before.slice(-16))) return regExpEnd(text, at)
  return at
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + mark.length
}

function quoteEnd(text: string, at: number, quote: string): number {
  let i = at + 1
  while (i < text.length && text[i] !== quote) i += text[i] === '\\' ? 2 : 1
  return i + 1
}

// Code inside `${}` is skipped with its template: a private member used there is declared elsewhere in the class.
function templateEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '`') return i + 1
    else if (text.startsWith('${', i)) i = holeEnd(text, i + 2) - 1
  }
  return text.length
}

/** Where the code of a template's hole ends: behind the brace that closes it. */
function holeEnd(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length;) {
    const end = literalEnd(text, i, text.slice(Math.max(0, i - 16), i))
    if (end > i) i = end
    else {
      if (text[i] === '{') depth++
      else if (text[i] === '}' && --depth === 0) return i + 1
      i++
    }
  }
  return text.length
}

function regExpEnd(text: string, at: number): number {
  let isClass = false
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '\n') return at
    else if (text[i] === '[') isClass = true
    else if (text[i] === ']') isClass = false
    else if (text[i] === '/' && !isClass) return i + 1
  }
  return text.length
}
