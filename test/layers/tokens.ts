// TypeScript as a row of tokens, as far as finding imports needs it: comments are gone, strings, templates and regular
// expressions are whole, so that nothing inside them is taken for code.
//
// This is a first approximation: whether `/` divides or opens a regular expression is judged by the token before it. A
// wrong guess ends with its line.

export interface Token {
  /** `opaque` is a value that cannot name a module: a template with holes, a regular expression, a number. */
  readonly kind: 'word' | 'string' | 'mark' | 'opaque'
  /** As written; of a string, what is between the quotes. */
  readonly text: string
}

const blank = /(?:\s+|\/\/.*|\/\*[^]*?\*\/|^#!.*)+/y
const word = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /\.?\d[\w.]*/y
const quoted = /'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y
const pattern = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y
const templatePart = /(?:\\[^]|\$(?!\{)|[^`\\$])*/y

const beforePattern = new Set(
  'return typeof case in of delete void throw new else do instanceof yield await'.split(' '),
)

/** The tokens of a source text, in order. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  // For each open brace: does its end lead back into a template?
  const braces: boolean[] = []
  let at = 0

  function take(expression: RegExp): string | undefined {
    expression.lastIndex = at
    const found = expression.exec(text)?.[0]
    if (found) at += found.length
    return found
  }

  /** Reads on to the template's end or to its next hole; says which. */
  function template(): 'end' | 'hole' {
    take(templatePart)
    const isHole = text[at] === '$'
    at += isHole ? 2 : 1
    if (isHole) braces.push(true)
    return isHole ? 'hole' : 'end'
  }

  function mark(): Token {
    const sign = text[at++]!
    if (sign === '{') braces.push(false)
    if (sign === '}' && braces.pop()) {
      template()
      return { kind: 'opaque', text: '`' }
    }
    if (sign !== '`') return { kind: 'mark', text: sign }
    const start = at
    return template() === 'hole' ? { kind: 'opaque', text: '`' } : { kind: 'string', text: text.slice(start, at - 1) }
  }

  function next(): Token {
    const name = take(word)
    if (name) return { kind: 'word', text: name }
    const string = take(quoted)
    if (string) return { kind: 'string', text: string.slice(1, -1) }
    const opaque = take(number) ?? (mayOpenPattern(tokens.at(-1)) ? take(pattern) : undefined)
    return opaque ? { kind: 'opaque', text: opaque } : mark()
  }

  for (take(blank); at < text.length; take(blank)) tokens.push(next())
  return tokens
}

function mayOpenPattern(before: Token | undefined): boolean {
  if (!before) return true
  if (before.kind === 'word') return beforePattern.has(before.text)
  return before.kind === 'mark' && !')]}'.includes(before.text)
}
