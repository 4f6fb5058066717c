// Releases and versions in a few characters. Pure.

/** How many characters of a hash are enough for people. */
const shortHash = 12

/** A release: its name and the beginning of its hash. */
export function releaseName({ name, hash }: { readonly name: string; readonly hash: string }): string {
  return `${name} (${hash.slice(0, shortHash)})`
}

/** Classes with their versions: `Cat 1.1.0, Dog 2.0.0`. */
export function classNames(classes: readonly { readonly class: string; readonly version: string }[]): string {
  return classes.map(({ class: name, version }) => `${name} ${version}`).join(', ')
}
