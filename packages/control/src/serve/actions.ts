// The commands that may change the system.

import type { Action, ActionCommand } from './action.js'
import { purge } from './purge-action.js'
import { run } from './run-action.js'
import { confirm, rollback, upgrade } from './upgrade-actions.js'

export const actions: { readonly [C in ActionCommand]: Action<C> } = { upgrade, rollback, confirm, purge, run }
