// The version of this package, for those who build against it and load what was built.

/** The version of `@instar/core` that runs, as in its package.json. */
export const coreVersion = '0.1.0'
