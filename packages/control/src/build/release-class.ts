// A class as a manifest has it: what its decorators and a system say of it, its types and its place from the source, and its
// content hash. Pure.

import type { ClassDeclaration } from '@instar/core'
import type { ReleaseAttribute, ReleaseClass, ReleaseMethod } from '../release/manifest.js'
import type { ClassSyntax } from './class-syntax.js'
import type { ClassSource, ContentHashes } from './content-hash.js'
import type { SourceModule } from './source-module.js'
import type { TriedClass } from './trial.js'
import { type WrittenTypes, writtenTypes } from './written-types.js'

/** Describes a class that came out of modules. */
export function describeClass(
  { declared, info }: TriedClass,
  modules: ReadonlyMap<string, SourceModule>,
  hashes: ContentHashes,
): ReleaseClass {
  const source = sourceOf(declared, [...modules.values()])
  const types = writtenTypes(source?.module ?? null, source?.declared?.node ?? null)
  const { name, version, superclass, traits, lineage, description } = info
  return {
    name,
    version,
    ...(description === undefined ? {} : { description }),
    superclass,
    traits,
    lineage,
    attributes: declared.attributes.map((attribute) => attributeOf(attribute, types)),
    methods: [...methodsOf(info, types)],
    migrations: declared.migrations,
    hash: hashes.of(source, superclass, traits),
    file: source?.module.file ?? declared.place?.file ?? 'unknown',
    line: source?.declared?.line ?? declared.place?.line ?? 1,
  }
}

/** Where a class is written: the declaration at the place of its decorator, or else one of its name and version. */
function sourceOf({ name, version, place }: ClassDeclaration, modules: readonly SourceModule[]): ClassSource | null {
  const module = modules.find(({ file }) => file === place?.file)
  const here = (module?.classes ?? []).filter((each) => each.name === name)
  const declared = here.find(({ line }) => line === place?.line) ?? here.find((each) => isVersion(each, version))
  if (module !== undefined) return { module, declared: declared ?? null }
  const others = modules.flatMap((module) => module.classes.map((declared) => ({ module, declared })))
  return others.find(({ declared }) => declared.name === name && isVersion(declared, version)) ?? null
}

function isVersion({ version }: ClassSyntax, wanted: string): boolean {
  return version === null || version === wanted
}

function attributeOf(
  { name, description, hasInitial }: ClassDeclaration['attributes'][number],
  types: WrittenTypes,
): ReleaseAttribute {
  const attribute = { name, type: types.attribute(name), hasInitial }
  return description === undefined ? attribute : { ...attribute, description }
}

function* methodsOf({ name: owner, methods }: TriedClass['info'], types: WrittenTypes): Generator<ReleaseMethod> {
  for (const { name, kind, isConst } of methods.filter((method) => method.owner === owner)) {
    yield { name, kind, isConst, signature: types.method(name, kind === 'static') }
  }
}
