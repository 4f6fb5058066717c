// What crash reports show of a message: its arguments, but for those that its decorator says to redact. Looked up when a
// report is made, so a message costs nothing. What one level of the lineage redacts stays redacted below it.

import type { MethodRecord } from '../class/metadata.js'
import type { Message } from '../protocol/message.js'
import type { LiveClass } from '../registry/live-class.js'

const redacted = '[redacted]'

/** The arguments of a message as others may see them. */
export function reportedArguments({ lineage }: LiveClass, { method, args }: Message): readonly unknown[] {
  if (args.length === 0) return args
  const rules = lineage.flatMap(({ current }) =>
    [...current.record.methods.values()].filter((record) => isCalled(record, method.name)).map(({ redact }) => redact),
  )
  return args.map((value, at) => (rules.some((rule) => isRedacted(rule, at)) ? redacted : value))
}

function isCalled({ name, aliases }: MethodRecord, called: string): boolean {
  return name === called || aliases.has(called)
}

function isRedacted(rule: MethodRecord['redact'], at: number): boolean {
  return typeof rule === 'boolean' ? rule : rule.includes(at)
}
