// The content hash of a class of a release, by its sources: of the class without its version, of what is around it in its
// module, and of the modules that these import, however far; but for modules from which only actor classes are imported:
// those have versions of their own. Equal for sources that differ in layout, comments, types or the
// version alone. A class that a compiler has lowered already counts with its whole module, its version included.
//
// Normal forms are printed by the bundler's compiler, so a newer one may print them, and so hash them, otherwise.

import { createHash } from 'node:crypto'
import type { ClassSyntax } from './class-syntax.js'
import { type NormalForm, normalForm } from './normal-form.js'
import type { SourceModule } from './source-module.js'

/** Where a class is written; `declared` is null for one that cannot be told from its module. */
export interface ClassSource {
  readonly module: SourceModule
  readonly declared: ClassSyntax | null
}

export class ContentHashes {
  private readonly surroundings = new Map<SourceModule, NormalForm>()

  constructor(private readonly modules: ReadonlyMap<string, SourceModule>) {}

  /** 16 hexadecimal digits. `source` is null when nobody knows where the class is written: then all modules count. */
  of(source: ClassSource | null, superclass: string | null, traits: readonly string[]): string {
    const own = source === null ? null : normalForm(source.module, source.declared)
    const pieces =
      source === null || own === null
        ? [...this.modules.values()].map(({ text }) => text).toSorted()
        : [own.text, ...this.behind(source.module, own).toSorted()]
    const content = JSON.stringify([superclass, traits, pieces])
    return createHash('sha256').update(content).digest('hex').slice(0, 16)
  }

  /** The normal forms of all modules that a piece of a module imports, directly or not. */
  private behind(module: SourceModule, own: NormalForm): string[] {
    const seen = new Set<SourceModule>([module])
    const pieces: string[] = []
    const follow = (from: SourceModule, { imports }: NormalForm): void => {
      for (const { specifier, names } of imports) {
        const next = this.localModule(from, specifier)
        if (next === undefined || seen.has(next) || (names !== null && areClasses(names, next))) continue
        seen.add(next)
        const form = this.surroundingOf(next)
        pieces.push(form.text)
        follow(next, form)
      }
    }
    follow(module, own)
    return pieces
  }

  private localModule(from: SourceModule, specifier: string): SourceModule | undefined {
    const link = from.links.get(specifier)
    return link?.kind === 'local' ? this.modules.get(link.id) : undefined
  }

  private surroundingOf(module: SourceModule): NormalForm {
    let form = this.surroundings.get(module)
    if (form === undefined) this.surroundings.set(module, (form = normalForm(module, null)))
    return form
  }
}

/** Whether all that is imported from a module are actor classes. */
function areClasses(names: readonly string[], { classes, syntax }: SourceModule): boolean {
  const locals = new Set(classes.map(({ node }) => node.id?.name))
  const entries = syntax?.module.staticExports.flatMap((statement) => statement.entries) ?? []
  const exported = entries
    .filter(({ localName, moduleRequest }) => moduleRequest === null && locals.has(localName.name ?? undefined))
    .map(({ exportName: { kind, name } }) => (kind === 'Default' ? 'default' : name))
  return names.every((name) => exported.includes(name))
}
