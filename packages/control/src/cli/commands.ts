// The table of all commands, in the order in which help lists them.

import type { CommandSpec } from './command.js'
import { contractCommands } from './commands/contracts.js'
import { devCommands } from './commands/dev.js'
import { instanceCommands } from './commands/instances.js'
import { keyCommands } from './commands/keys.js'
import { purgeCommands } from './commands/purge.js'
import { recordCommands } from './commands/record.js'
import { releaseCommands } from './commands/release.js'
import { scriptCommands } from './commands/script.js'
import { systemCommands } from './commands/system.js'
import { upgradeCommands } from './commands/upgrade.js'

export const allCommands: readonly CommandSpec[] = [
  ...systemCommands,
  ...instanceCommands,
  ...recordCommands,
  ...upgradeCommands,
  ...purgeCommands,
  ...scriptCommands,
  ...releaseCommands,
  ...keyCommands,
  ...contractCommands,
  ...devCommands,
]
