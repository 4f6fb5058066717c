// The trouble that the classes of one load are to make: in a migration, or when they are loaded.

export type Trouble =
  | { readonly type: 'none' }
  /** The migration of the k-th instance throws, and so does each after it. */
  | { readonly type: 'throw'; readonly class: string; readonly at: number }
  /** From the k-th instance on the migration gives what the schema of the class refuses. */
  | { readonly type: 'spoil'; readonly class: string; readonly at: number }
  /** Each migration takes this long, in milliseconds. */
  | { readonly type: 'slow'; readonly class: string; readonly ms: number }
  /** The load hook throws. */
  | { readonly type: 'load'; readonly class: string }

export const injected = 'injected'

/** Makes the trouble of one load. */
export class Troublemaker {
  private seen = 0

  constructor(private readonly trouble: Trouble) {}

  meddle(name: string): 'spoil' | undefined {
    const { trouble } = this
    if (trouble.type === 'none' || trouble.type === 'load' || trouble.class !== name) return undefined
    this.seen += 1
    if (trouble.type === 'slow') return burn(trouble.ms)
    // Some classes look at copies of the migrated states before the upgrade, so the k-th may be met twice.
    if (this.seen < trouble.at) return undefined
    if (trouble.type === 'spoil') return 'spoil'
    throw new Error(`${injected}: the migration of the instance number ${trouble.at} throws`)
  }

  load(name: string): void {
    const { trouble } = this
    if (trouble.type === 'load' && trouble.class === name) throw new Error(`${injected}: ${name} is not loaded`)
  }
}

function burn(ms: number): undefined {
  const end = performance.now() + ms
  while (performance.now() < end);
}
