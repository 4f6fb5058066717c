// The skeleton of a migration for a class whose attributes have changed, as TypeScript. Types and names tell what may have
// happened; what did happen only the author knows, so every guess says that it is one.

import type { ReleaseAttribute, ReleaseClass } from '../release/manifest.js'
import { compareAttributes } from './attribute-pairs.js'

/**
 * Proposes what to write into `migrations: [...]` of a class, such as `migration('1.0.0', rename('a', 'b'), ...)`; lines that
 * end in `TODO confirm` are guesses. Null when no attribute changed, or none but such that have an `initial` to begin with.
 */
export function proposeMigration(before: ReleaseClass, after: ReleaseClass): string | null {
  const { renamed, dropped, added, retyped } = compareAttributes(before.attributes, after.attributes)
  const lines = [
    ...renamed.map(({ from, to }) => renameLine(from, to)),
    ...dropped.map(({ name }) => guess(`drop(${quoted(name)})`, 'its values end here')),
    ...added.filter(({ hasInitial }) => !hasInitial).map(addLine),
    ...retyped.map(({ from, to }) => convertLine(from, to)),
  ]
  if (lines.length === 0) return null
  return `migration(${quoted(before.version)},\n${lines.map((line) => `  ${line}\n`).join('')})`
}

function renameLine(from: ReleaseAttribute, to: ReleaseAttribute): string {
  const why = from.type === null ? 'the names are similar' : `both are ${from.type}`
  return guess(`rename(${quoted(from.name)}, ${quoted(to.name)})`, why)
}

function addLine({ name, type }: ReleaseAttribute): string {
  const value = firstValue(type)
  const why = value === 'undefined' ? `compute its first value${type === null ? '' : `, ${type}`}` : 'its first value'
  return guess(`add(${quoted(name)}, () => ${value})`, why)
}

function convertLine(from: ReleaseAttribute, to: ReleaseAttribute): string {
  const up = conversion(to.type)
  const down = conversion(from.type)
  const why = `from ${from.type ?? 'a type that is not written'} to ${to.type ?? 'one that is not written'}`
  return guess(`convert(${quoted(from.name)}, (value) => ${up}, (value) => ${down})`, why)
}

function guess(part: string, why: string): string {
  return `${part}, // TODO confirm: ${why}`
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`
}

const conversions: Readonly<Record<string, string>> = {
  number: 'Number(value)',
  string: 'String(value)',
  boolean: 'Boolean(value)',
  bigint: 'BigInt(value)',
}

function conversion(type: string | null): string {
  return conversions[type ?? ''] ?? 'value'
}

const firstValues: Readonly<Record<string, string>> = { number: '0', string: "''", boolean: 'false', bigint: '0n' }

/** A value of a type, where there is an obvious one. */
function firstValue(type: string | null): string {
  if (type === null) return 'undefined'
  if (/(^|\| )null( \||$)/.test(type)) return 'null'
  if (/^(readonly )?[\w.]+\[\]$/.test(type)) return '[]'
  const collection = /^(Map|Set)(<.*>)?$/.exec(type)
  return collection === null ? (firstValues[type] ?? 'undefined') : `new ${collection[1]}()`
}
