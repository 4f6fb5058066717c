// What may stand in the options of a step: one predicate for each kind of value. Pure.

/** What is wrong with a value, as words that follow the name of its option; null when nothing is. */
export type Demand = (value: unknown) => string | null
export type Demands = Readonly<Record<string, Demand>>

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const anything: Demand = () => null

export const text: Demand = (value) => (typeof value === 'string' && value !== '' ? null : 'is no text')

export const code: Demand = (value) => (typeof value === 'function' ? null : 'is no function')

export const milliseconds: Demand = (value) =>
  typeof value === 'number' && value >= 0 ? null : 'is no number of milliseconds from 0 on'

export const steps: Demand = (value) => (Array.isArray(value) && value.length > 0 ? null : 'are no list of steps')

export const names: Demand = (value) =>
  Array.isArray(value) && value.every((each) => text(each) === null) ? null : 'is no list of names of classes'

export const classes: Demand = (value) => {
  if (!Array.isArray(value) || value.length === 0) return 'are no list of classes'
  const strays = value.flatMap((each, i) => (typeof each === 'function' ? [] : [i + 1]))
  return strays.length === 0 ? null : `have no class at ${strays.join(', ')}: hand over the class itself`
}

export const migrations: Demand = (value) => (Array.isArray(value) && value.every(isMigration) ? null : 'are no list')

function isMigration(value: unknown): boolean {
  return isObject(value) && typeof value['from'] === 'string' && Array.isArray(value['parts'])
}

export function oneOf(...allowed: readonly string[]): Demand {
  return (value) => (allowed.includes(value as string) ? null : `is none of ${allowed.join(', ')}`)
}

/** An object with a value for each of some classes, by name. */
export function byClass(demand: Demand, what: string): Demand {
  return (value) => {
    if (!isObject(value)) return `are no object of ${what} by name of class`
    const bad = Object.keys(value).filter((key) => demand(value[key]) !== null)
    return bad.length === 0 ? null : `have no ${what} for ${bad.join(', ')}`
  }
}
