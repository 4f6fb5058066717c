// Bundles the modules of a release into one CommonJS text with a source map, each a function of its own. Nothing in it
// depends on when or where it was made: paths are those from the root, and the bundler reads no settings but these.

import { type InputOptions, type OutputOptions, rolldown, type RolldownLog } from 'rolldown'
import { bundlerDefects, bundlerFindings } from './bundle-defects.js'
import type { ClassVersions } from './class-versions.js'
import { type LinkedText, linkModules } from './linked-text.js'
import { sourceDefects } from './source-defects.js'
import type { SourceModule } from './source-module.js'
import { sourcePlugin, start } from './source-plugin.js'

export interface Bundle {
  /** CommonJS text. */
  readonly code: string
  /** Its source map, as JSON text, without the sources themselves. */
  readonly map: string
  /** All modules that it was made from, by absolute path. */
  readonly modules: ReadonlyMap<string, SourceModule>
}

/** A bundle, or null with what is wrong with the sources. */
export interface Bundling {
  readonly bundle: Bundle | null
  readonly defects: readonly string[]
  readonly findings: readonly string[]
}

/** Bundles files, given by absolute paths. */
export async function bundleModules(
  files: readonly string[],
  root: string,
  versions: ClassVersions = {},
): Promise<Bundling> {
  const modules = new Map<string, SourceModule>()
  const plugin = sourcePlugin(files, root, modules, versions)
  const logs: RolldownLog[] = []
  const options = {
    ...inputOptions(root),
    plugins: [plugin],
    onLog: (_: unknown, log: RolldownLog) => void logs.push(log),
  }
  const output = await generate(options, root, 'cjs')
  const errors = 'errors' in output ? await allErrors(output.errors, options, root) : []
  const defects = inOrder([...bundlerDefects(errors, root), ...sourceDefects(modules.values())])
  const findings = inOrder(bundlerFindings(logs, root))
  if ('errors' in output || defects.length > 0) return { bundle: null, defects, findings }
  return { bundle: { ...output, modules }, defects, findings }
}

/** By file and line: modules are read at once, and come in any order. */
function inOrder(sentences: readonly string[]): string[] {
  return [...new Set(sentences)].toSorted(new Intl.Collator('en', { numeric: true }).compare)
}

type Output = LinkedText | { readonly errors: readonly RolldownLog[] }

/** A module that waits is not followed any further; as ES modules all of them are. */
async function allErrors(
  errors: readonly RolldownLog[],
  options: InputOptions,
  root: string,
): Promise<readonly RolldownLog[]> {
  if (!errors.some(({ code }) => code === 'INVALID_TLA_FORMAT')) return errors
  const output = await generate(options, root, 'es')
  return 'errors' in output ? [...errors, ...output.errors] : errors
}

async function generate(options: InputOptions, root: string, format: 'cjs' | 'es'): Promise<Output> {
  const build = await rolldown(options)
  try {
    const { output } = await build.generate({ ...outputOptions(root), format })
    return linkModules(output.filter((part) => part.type === 'chunk'))
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly RolldownLog[] }
    if (errors === undefined) throw error
    return { errors }
  } finally {
    await build.close()
  }
}

function inputOptions(root: string): InputOptions {
  return {
    input: start,
    cwd: root,
    platform: 'node',
    tsconfig: false,
    // What a module does at load is found at load, so nothing may be left out.
    treeshake: false,
    optimization: { inlineConst: false },
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] } },
    transform: {
      target: 'es2022',
      decorator: { legacy: true, emitDecoratorMetadata: false },
      // A decorated field is an accessor on the prototype; under define semantics the field would hide it.
      assumptions: { setPublicClassFields: true },
      typescript: { removeClassFieldsWithoutInitializer: true },
    },
  }
}

const outputOptions = (root: string): OutputOptions => ({
  // Nothing is written; sources in the maps are relative to the modules.
  dir: root,
  preserveModules: true,
  preserveModulesRoot: root,
  entryFileNames: '[name].js',
  strict: true,
  sourcemap: 'hidden',
  dynamicImportInCjs: false,
  minifyInternalExports: false,
  comments: false,
})
