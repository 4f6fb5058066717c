// Names that an instance takes while it lives, beside the one that it may have been born with. All are free again at its end.

import type { Cell } from './cell.js'
import { demandName } from './spawn-options.js'

/** Gives an instance one more name; false for a passive one, which nobody could send anything to. */
export function takeFurtherName(cell: Cell, name: string): boolean {
  demandName(name)
  if (cell.isPassive) return false
  cell.world.names.give(name, cell)
  cell.rare.furtherNames ??= []
  cell.rare.furtherNames.push(name)
  return true
}
