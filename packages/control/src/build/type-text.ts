// One type as text: what stands in the source, on one line, or what a plain initial value says.

import type { ESTree } from 'rolldown/utils'

/** The type of a variable: what is written, or else what its value says; null when neither does. */
export function typeOf(
  written: ESTree.TSTypeAnnotation | null | undefined,
  value: ESTree.Expression | null,
  text: string,
): string | null {
  return written ? annotation(written, text) : value === null ? null : typeOfValue(value, text)
}

/** The type that a value has at first sight; null when it takes a compiler to say. */
function typeOfValue(value: ESTree.Expression, text: string): string | null {
  switch (value.type) {
    case 'Literal':
      return ['number', 'string', 'boolean', 'bigint'].find((type) => typeof value.value === type) ?? null
    case 'TemplateLiteral':
      return 'string'
    case 'UnaryExpression':
      return value.operator === '-' ? typeOfValue(value.argument, text) : null
    case 'TSAsExpression':
    case 'TSSatisfiesExpression': {
      const type = tidy(sliceOf(value.typeAnnotation, text))
      return type === 'const' ? null : type
    }
    case 'NewExpression':
      return tidy(sliceOf(value.callee, text) + (value.typeArguments ? sliceOf(value.typeArguments, text) : ''))
    default:
      return null
  }
}

/** The type behind a colon. */
export function annotation(written: ESTree.TSTypeAnnotation, text: string): string {
  return tidy(sliceOf(written.typeAnnotation, text))
}

/** A stretch of a text. */
export function sliceOf({ start, end }: { readonly start: number; readonly end: number }, text: string): string {
  return text.slice(start, end)
}

/** One line; members that line breaks kept apart are kept apart by semicolons. */
export function tidy(text: string): string {
  return text
    .replace(/([\w)\]}'"`>?])[^\S\n]*\n\s*(?=[\w'"[(])/g, '$1; ')
    .replace(/\s+/g, ' ')
    .replace(/^\| /, '')
    .replace(/[;,] ?([}\])])/g, ' $1')
    .replace(/([[(<]) /g, '$1')
    .replace(/ ([\])>])/g, '$1')
}
