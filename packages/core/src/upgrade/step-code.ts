// The steps of helpers (`rename`, `drop`, `add`, `convert`) as text. They say what they do, so a migrator follows the values
// through them when it is made, and an instance costs what is left of that: the author's functions, and one object.
//
//   rename('lives', 'energy'), drop('y'), add('z', f)     on a slice of x, y, lives
//   const t0 = { "x": old["x"], "y": undefined, "lives": undefined, "energy": old["lives"] }
//   const t1 = f0(t0)                                      energy is t0["energy"], z is t1

import type { MigrationStep } from '../class/migration.js'

/** What steps come to. */
export interface StepCode {
  readonly lines: readonly string[]
  /** The expression of an attribute's value, by its name. */
  readonly values: ReadonlyMap<string, string>
}

/** The text that a migrator is made of: names that are used once, and functions by the names that the text has for them. */
export class StepText {
  readonly functions: unknown[] = []
  private temporaries = 0

  /** Follows the attributes of a slice through steps; null when one of them does not say what it does. */
  follow(steps: readonly MigrationStep[], names: readonly string[], source: string): StepCode | null {
    const lines: string[] = []
    const values = new Map(names.map((name) => [name, `${source}[${JSON.stringify(name)}]`]))
    const valueOf = (name: string): string => values.get(name) ?? 'undefined'
    for (const { deed } of steps) {
      if (deed === undefined) return null
      switch (deed.does) {
        case 'move':
          values.set(deed.to, valueOf(deed.from))
          values.set(deed.from, 'undefined')
          break
        case 'end':
          values.set(deed.name, 'undefined')
          break
        case 'convert':
          values.set(deed.name, this.keep(lines, `${this.nameOf(deed.by)}(${valueOf(deed.name)})`))
          break
        case 'make': {
          // The function is given a slice as it would be at this point, and may change it.
          const fields = [...values].map(([name, value]) => `${JSON.stringify(name)}: ${value}`)
          const slice = this.keep(lines, `{ ${fields.join(', ')} }`)
          const made = this.keep(lines, `${this.nameOf(deed.by)}(${slice})`)
          for (const name of values.keys()) values.set(name, `${slice}[${JSON.stringify(name)}]`)
          values.set(deed.name, made)
        }
      }
    }
    return { lines, values }
  }

  private keep(lines: string[], expression: string): string {
    const name = `t${(this.temporaries += 1)}`
    lines.push(`const ${name} = ${expression}`)
    return name
  }

  private nameOf(by: unknown): string {
    return `f${this.functions.push(by) - 1}`
  }
}
