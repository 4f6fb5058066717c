// What an upgrade can be told: as options of several commands, and as the protocol wants it.

import type { WireUpgradeOptions } from '../../protocol/commands.js'
import type { CommandOption } from '../command.js'
import { parseDuration, parseJson } from './typed-values.js'

export const yes: CommandOption = { flags: '-y, --yes', description: 'do it without asking' }

export const upgradeOptions: readonly CommandOption[] = [
  {
    flags: '--strategy <strategy>',
    description: 'atomic: all instances migrate before the commit; lazy: each when it is touched (default: atomic)',
    choices: ['atomic', 'lazy'],
  },
  {
    flags: '--deadline <time>',
    description: 'how long instances may take to come to rest, such as 500ms, 5s or 2m (default: 5s)',
    parse: (text) => parseDuration(text, '--deadline'),
  },
  {
    flags: '--on-deadline <policy>',
    description: 'what becomes of those that have not come to rest: refuse the upgrade, or kill them (default: refuse)',
    choices: ['refuse', 'kill'],
  },
  {
    flags: '--purge <mode>',
    description: 'forget the old code at the end (default: later)',
    choices: ['soft', 'hard', 'later'],
  },
  {
    flags: '--drain-timeout <time>',
    description: 'how long to wait for callers of old static methods before a purge (default: 0)',
    parse: (text) => parseDuration(text, '--drain-timeout'),
  },
  { flags: '--extra <json>', description: 'data for every migration', parse: (text) => parseJson(text, '--extra') },
]

/** What the options above come out as. */
export interface UpgradeFlags extends Omit<WireUpgradeOptions, 'extra'> {
  readonly extra?: WireUpgradeOptions['extra']
  readonly yes?: boolean
}

/** Only what was given, as the protocol wants it. */
export function wireOptions({ strategy, deadline, onDeadline, purge, drainTimeout, extra }: UpgradeFlags): {
  options?: WireUpgradeOptions
} {
  const all = { strategy, deadline, onDeadline, purge, drainTimeout, extra }
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return Object.keys(given).length === 0 ? {} : { options: given }
}
