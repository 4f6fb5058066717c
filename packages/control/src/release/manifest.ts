// What a release says of itself, as plain data. The builder writes it, `readRelease` demands it, and who loads the release
// holds the classes that come out against it.

/** A class that a release brings. */
export interface ReleaseClass {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly superclass: string | null
  readonly traits: readonly string[]
  /** The class first, the base last. */
  readonly lineage: readonly string[]
  /** Its own attributes, in their order. */
  readonly attributes: readonly ReleaseAttribute[]
  /** Its own methods. */
  readonly methods: readonly ReleaseMethod[]
  /** The versions at which its migrations start. */
  readonly migrations: readonly string[]
  /** Equal for equal sources: of the class, its module, and the modules that this one imports. */
  readonly hash: string
  /** Where it is declared: a path from the release's root with `/`, and a line from 1. */
  readonly file: string
  readonly line: number
}

export interface ReleaseAttribute {
  readonly name: string
  /** As it is written in the source, or that of a plain initial value; null where nobody can tell. */
  readonly type: string | null
  readonly hasInitial: boolean
  readonly description?: string
}

export interface ReleaseMethod {
  readonly name: string
  readonly kind: 'request' | 'oneway' | 'static'
  readonly isConst: boolean
  /** Parameters and result as they are written in the source, such as `(name: string): Promise<number>`. */
  readonly signature: string | null
}

/** A module that a release was built from. */
export interface ReleaseSource {
  /** A path from the release's root, with `/`. */
  readonly file: string
  /** SHA-256 of its text, hexadecimal. */
  readonly hash: string
}

export interface Manifest {
  readonly name: string
  /** What it is for: classes to upgrade to, or an upgrade script. */
  readonly kind: 'classes' | 'script'
  /** The version of `@instar/core` that it was built against. */
  readonly core: string
  readonly classes: readonly ReleaseClass[]
  /** The packages that it imports, as they are written. They come from the running process, and are never reloaded. */
  readonly packages: readonly string[]
  readonly sources: readonly ReleaseSource[]
}
