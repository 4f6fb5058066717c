// The content hash of a class: equal for equal code and equal declarations. It tells a changed class whose version was
// forgotten from an unchanged one that was only evaluated again. What a class captures from around itself is not in its
// text, so it is not in the hash. A class of a release comes with the hash of its sources, which stands for all this.

import { createHash } from 'node:crypto'
import type { ClassRecord, ClassValue } from '../class/metadata.js'

export function contentHash(
  value: ClassValue,
  record: ClassRecord,
  superclass: string | null,
  traits: readonly string[],
): string {
  const known = record.origin?.hash
  if (typeof known === 'string') return known
  const migrations = (record.options?.migrations ?? []).map(({ from, to, parts }) => [
    from,
    to,
    ...parts.map(({ up, down, made, ...data }) => [textOf(up), textOf(down), made?.map(textOf), data]),
  ])
  const content = {
    text: Function.prototype.toString.call(value),
    superclass,
    traits,
    migrations,
    mailbox: mailboxOf(record),
    sticky: record.options?.sticky,
    // As text, because JSON has no Infinity.
    stopTimeout: record.options?.stopTimeout?.toString(),
    attributes: [...record.attributes.values()].map((attribute) => [
      attribute.name,
      'initial' in attribute ? valueText(attribute.initial) : null,
      attribute.schema !== undefined,
    ]),
    methods: [...record.methods.values()].map(({ aliases, ...method }) => [
      method,
      [...aliases].map(([alias, adapt]) => [alias, textOf(adapt)]),
    ]),
    statics: [...record.statics.values()].map(({ name, code }) => [name, textOf(code)]),
    services: [...record.services.values()].map(({ name, token }) => [name, String(token)]),
  }
  const text = JSON.stringify(content, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

// JSON has no symbols.
function mailboxOf({ options }: ClassRecord): object | undefined {
  const mailbox = options?.mailbox
  return mailbox?.order === undefined ? mailbox : { ...mailbox, order: String(mailbox.order) }
}

function textOf(code: unknown): string | undefined {
  return typeof code === 'function' ? Function.prototype.toString.call(code) : undefined
}

// JSON makes null of undefined, NaN and the infinities.
function valueText(value: unknown): string {
  return typeof value === 'function' ? textOf(value)! : `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`
}
