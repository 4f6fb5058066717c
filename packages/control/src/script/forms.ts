// The shape of each kind of step, as a table: which options it has, and what may stand in them.

import {
  anything,
  byClass,
  classes,
  code,
  type Demands,
  migrations,
  milliseconds,
  names,
  oneOf,
  steps,
  text,
} from './demands.js'

/** The options of a script or of a step. */
export interface Form {
  readonly required: Demands
  readonly optional: Demands
  /** Its time limits; null for what takes no time. */
  readonly limits: Demands | null
}

const limits: Demands = { freeze: milliseconds, drain: milliseconds, step: milliseconds }

export const scriptForm: Form = { required: { name: text, steps }, optional: {}, limits }

export const stepForms: Readonly<Record<string, Form>> = {
  upgrade: {
    required: { classes },
    optional: {
      name: text,
      extra: anything,
      migrations: byClass(migrations, 'list of migration(...)'),
      after: names,
      strategy: oneOf('atomic', 'lazy'),
      onDeadline: oneOf('refuse', 'kill'),
      purge: oneOf('soft', 'hard', 'later'),
    },
    limits: { ...limits, classes: byClass(milliseconds, 'milliseconds') },
  },
  add: { required: { classes }, optional: { name: text }, limits: null },
  remove: {
    required: { class: text, instances: oneOf('refuse', 'stop', 'kill') },
    optional: { name: text },
    limits,
  },
  apply: { required: { name: text, run: code }, optional: { undo: code }, limits },
  check: { required: { name: text, run: code }, optional: {}, limits },
  confirm: { required: {}, optional: { name: text }, limits: null },
}
