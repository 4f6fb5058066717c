// When to colour, and with what. NO_COLOR and FORCE_COLOR have the last word, as everywhere.

import picocolors from 'picocolors'
import type { Io } from './io.js'

/** The colours of a text; without colours they give it back as it is. */
export type Style = ReturnType<typeof picocolors.createColors>

/** Whether output is coloured. */
export function wantsColour({ isTTY, env }: Pick<Io, 'isTTY' | 'env'>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR'] ?? ''
  if (forced !== '') return forced !== '0' && forced !== 'false'
  return isTTY && env['TERM'] !== 'dumb'
}

export function styleFor(io: Pick<Io, 'isTTY' | 'env'>): Style {
  return picocolors.createColors(wantsColour(io))
}

/** No colours at all. */
export const plain: Style = picocolors.createColors(false)
