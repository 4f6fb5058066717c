// What the bundler asks while it follows imports: where each leads. Modules of the release are read here, once, so that
// what is hashed and described is the very text that is bundled. Packages stay outside, whatever they are.

import { readFile } from 'node:fs/promises'
import type { Plugin, PluginContext } from 'rolldown'
import { type ClassVersions, withVersions } from './class-versions.js'
import { type ModuleLink, readModule, type SourceModule } from './source-module.js'

/** What the bundler is asked to begin with: a module that exports a namespace for each entry. */
export const start = '\0release'

/** Puts all modules of the release, by absolute path, into `modules`. */
export function sourcePlugin(
  files: readonly string[],
  root: string,
  modules: Map<string, SourceModule>,
  versions: ClassVersions,
): Plugin {
  return {
    name: 'sources-of-a-release',
    async resolveId(specifier, importer) {
      if (specifier === start) return start
      // Of the bundler itself.
      if (specifier.startsWith('\0') || specifier.startsWith('@oxc-project/')) return null
      const link = await linkOf(this, specifier, importer)
      if (importer !== undefined) modules.get(importer)?.links.set(specifier, link)
      // No `packageJsonPath`: it would say how Node treats the file, and imports of packages would be read in that way.
      return link.kind === 'local' ? { id: link.id } : { id: specifier, external: true }
    },
    async load(id) {
      if (id === start) return files.map((file, i) => `export * as m${i} from ${JSON.stringify(file)}`).join('\n')
      if (id.startsWith('\0')) return null
      const module = withVersions(readModule(id, root, await readFile(id, 'utf8')), root, versions)
      modules.set(id, module)
      return module.text
    },
  }
}

async function linkOf(context: PluginContext, specifier: string, importer: string | undefined): Promise<ModuleLink> {
  if (!/^[./#]/.test(specifier)) return { kind: 'package' }
  const found = await context.resolve(specifier, importer, { skipSelf: true })
  if (found === null) return { kind: 'broken' }
  return found.external === false ? { kind: 'local', id: found.id } : { kind: 'package' }
}
