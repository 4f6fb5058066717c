// What is wrong with a request that leads to no command: its path, its version, or its method. Pure.

import { fail } from '../base/failures.js'
import { type Command, commands, protocolVersion } from '../protocol/commands.js'

/** The path before the name of a command. */
export const commandPath = `/v${protocolVersion}/`

export function isCommand(name: string): name is Command {
  return Object.hasOwn(commands, name)
}

/** The method that a path takes; null for a path that leads nowhere. */
export function methodOf(path: string): 'GET' | 'POST' | null {
  if (path === '/') return 'GET'
  return path.startsWith(commandPath) && isCommand(path.slice(commandPath.length)) ? 'POST' : null
}

/** The error of a request that no route takes. */
export function straying(method: string, path: string): Error {
  const allowed = methodOf(path)
  if (allowed !== null) return fail('wrong-method', { path, method, allowed })
  const asked = /^\/v(\d{1,9})(?:\/|$)/.exec(path)?.[1]
  if (asked !== undefined && Number(asked) !== protocolVersion)
    return fail('other-protocol', { asked, spoken: protocolVersion })
  return fail('no-such-command', { path: path.slice(0, 200), known: Object.keys(commands).join(', ') })
}
