// Versions of a test's class that differ in what they are, not only in their number: every version after 1.0.0 has one attribute
// more. So their upgrades freeze and migrate the instances, up and down.

import { type ActorOptions, add, attribute, migration } from '@instar/core'

/** The options of a version of a class. */
export function versionOf(name: string, version: string): ActorOptions {
  if (version === '1.0.0') return { name, version }
  return {
    name,
    version,
    migrations: [
      migration(
        '1.0.0',
        add('changes', () => 0),
      ),
    ],
  }
}

/** Declares what a version has more. */
export function asVersion<C extends Function>(version: string, value: C): C {
  if (version !== '1.0.0') attribute({ initial: 0 })(value.prototype as object, 'changes')
  return value
}
