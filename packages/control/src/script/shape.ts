// Whether a value has the shape of a script: known steps with known options of the right types. Pure. Types tell authors the
// same; this is for scripts that were written without them, and for keys that are misspelt.

import { type Demands, isObject } from './demands.js'
import { type Form, scriptForm, stepForms } from './forms.js'
import { nearest } from './spelling.js'

/** What is wrong with a script itself, leaving its steps aside, as sentences. */
export function scriptShapeDefects(script: unknown): string[] {
  if (!isObject(script)) return ['it is no script: make one with defineScript({ name, steps })']
  return formDefects(script, scriptForm, [])
}

/** What is wrong with one step, as sentences. */
export function stepShapeDefects(step: unknown): string[] {
  const kinds = Object.keys(stepForms).join(', ')
  if (!isObject(step)) return [`it is no step: make one with one of ${kinds}`]
  const { type } = step
  if (typeof type !== 'string' || !Object.hasOwn(stepForms, type))
    return [`its type ${typeof type === 'string' ? `"${type}"` : 'is missing: it'} is none of ${kinds}`]
  return formDefects(step, stepForms[type]!, ['type'])
}

function formDefects(value: Readonly<Record<string, unknown>>, form: Form, always: readonly string[]): string[] {
  const { required, optional, limits } = form
  const known = [...always, ...Object.keys({ ...required, ...optional }), ...(limits === null ? [] : ['limits'])]
  return [
    ...unknownOptions(value, known, 'it'),
    ...Object.entries(required).flatMap(([key, demand]) => complaint(key, demand(value[key]))),
    ...givenDefects(value, optional),
    ...(limits === null || value['limits'] === undefined ? [] : limitDefects(value['limits'], limits)),
  ]
}

function limitDefects(value: unknown, known: Demands): string[] {
  if (!isObject(value)) return ['its limits are no object of milliseconds by name']
  const given = givenDefects(value, known).map((defect) => defect.replace(/^its /, 'its limits.'))
  return [...unknownOptions(value, Object.keys(known), 'its limits object'), ...given]
}

function givenDefects(value: Readonly<Record<string, unknown>>, demands: Demands): string[] {
  return Object.entries(demands).flatMap(([key, demand]) =>
    value[key] === undefined ? [] : complaint(key, demand(value[key])),
  )
}

function complaint(key: string, problem: string | null): string[] {
  return problem === null ? [] : [`its ${key} ${problem}`]
}

function unknownOptions(value: object, known: readonly string[], whose: string): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known)
      return `${whose} has no option ${key}: ${meant === null ? `there are ${known.join(', ')}` : `is ${meant} meant?`}`
    })
}
