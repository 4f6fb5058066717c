// The catalogue of this package: everything that can go wrong with releases, the control plane and scripts, each with what
// happened, to whom, and what to do. `fail` makes the error; programs switch over `code` and read `facts`.

import { type CatalogueEntry, type Facts, InstarError } from '@instar/core'

export const catalogue = {
  // ---- releases --------------------------------------------------------------------------------------------------
  'no-release': {
    message: 'There is no release at {file}: {problem}.',
    advice: 'Build one with `instar release build`, or look at the path.',
  },
  'not-a-release': {
    message: '{file} is no release: {problem}.',
    advice: 'Build one with `instar release build`.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ControlFailureCode = keyof typeof catalogue

/** Every error of this package; switch over `code`. `isInstarError` recognises it. */
export type ControlFailure = InstarError<ControlFailureCode>

export function fail(code: ControlFailureCode, facts: Facts, cause?: unknown): ControlFailure {
  return new InstarError<ControlFailureCode>(code, catalogue[code], facts, cause)
}
