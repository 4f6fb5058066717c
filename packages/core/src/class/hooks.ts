// The methods that the runtime calls by their names when a class has them. They can be written, but neither sent nor declared.

export const hookNames = [
  'start',
  'main',
  'destruct',
  'afterUpgrade',
  'around',
  'beforeFreeze',
  'upgradeRefused',
  'reviewUpgrade',
] as const

/** The name of a hook: no ref and no timer offers it. */
export type HookName = (typeof hookNames)[number]
