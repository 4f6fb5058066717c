// What goes over a socket: one JSON object a message. `readDemand` judges what comes in, for it comes from strangers: all
// that is wrong with a demand is told at once, and nothing that is wrong gets any further. Pure.

/** What a visitor asks for. Each demand is answered, `done` or `refused`, in the order in which they come. */
export type Demand =
  | { readonly do: 'join'; readonly room: string; readonly as: string }
  | { readonly do: 'leave'; readonly room: string }
  | { readonly do: 'say'; readonly room: string; readonly text: string }
  | { readonly do: 'whisper'; readonly room: string; readonly to: string; readonly text: string }

/** What a visitor is told. `is` says what it is; what else there is depends on that, and on the version of the room. */
export type News = { readonly is: string } & Readonly<Record<string, unknown>>

/** Why a demand was not met, in words for the person who made it. */
export type Problem = string

const longestText = 500

const fields: Readonly<Record<Demand['do'], readonly string[]>> = {
  join: ['room', 'as'],
  leave: ['room'],
  say: ['room', 'text'],
  whisper: ['room', 'to', 'text'],
}

/** The demand that a message is, or what is wrong with it. */
export function readDemand(message: string): Demand | { readonly problem: Problem } {
  const value = parsed(message)
  if (value === undefined)
    return { problem: 'a message is a JSON object, such as {"do":"join","room":"tea","as":"ann"}' }
  const defects = defectsOf(value)
  return defects.length === 0 ? (value as unknown as Demand) : { problem: defects.join('; ') }
}

function defectsOf(value: Readonly<Record<string, unknown>>): string[] {
  const wanted = Object.hasOwn(fields, String(value['do'])) ? fields[value['do'] as Demand['do']] : undefined
  if (wanted === undefined) return [`"do" is one of ${Object.keys(fields).join(', ')}`]
  const names = wanted.filter((field) => field !== 'text' && !isName(value[field]))
  const defects = names.map((field) => `"${field}" is a name: 1 to 20 letters, digits, - or _`)
  if (wanted.includes('text') && !isText(value['text'])) defects.push(`"text" has 1 to ${longestText} characters`)
  return defects
}

function parsed(message: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(message)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[\p{L}\p{N}_-]{1,20}$/u.test(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longestText
}
