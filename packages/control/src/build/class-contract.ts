// The contract of one class as lines of text, and back. It is made for differences: one thing a line, in an order that does
// not depend on that of the source.
//
//   class Cat 1.2.0 extends Mammal, traits Describable
//     attribute age: number
//     request getAge(): number, const
//     code 0123456789abcdef

import { isVersion } from '@instar/core'
import type { ReleaseAttribute, ReleaseClass, ReleaseMethod } from '../release/manifest.js'

export interface ClassContract {
  readonly name: string
  readonly version: string
  /** What others rely on, a line each. */
  readonly lines: readonly string[]
  /** The content hash. */
  readonly hash: string
}

/** The contract of a class. */
export function contractOf({
  name,
  version,
  superclass,
  traits,
  attributes,
  methods,
  hash,
}: ReleaseClass): ClassContract {
  const lines = [...attributes.map(attributeLine), ...methods.map(methodLine)].toSorted()
  return { name, version, lines: [parentLine(superclass, traits), ...lines], hash }
}

/** The block of a class, without a line feed at its end. */
export function formatContract({ name, version, lines: [parents, ...members], hash }: ClassContract): string {
  return [`class ${name} ${version} ${parents}`, ...members, `code ${hash}`].join('\n  ')
}

/** The contracts in a reviewed file, or what is wrong with it. */
export function readContracts(text: string): {
  readonly contracts: readonly ClassContract[]
  readonly defects: readonly string[]
} {
  const contracts: { name: string; version: string; lines: string[]; hash: string }[] = []
  const defects: string[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [, name, version, parents] = /^class (\S+) (\S+) (.+)$/.exec(line) ?? []
    const [, hash] = /^ {2}code ([0-9a-f]+)$/.exec(line) ?? []
    const block = contracts.at(-1)
    if (line.trim() === '' || line.startsWith('#')) continue
    if (parents !== undefined && isVersion(version!))
      contracts.push({ name: name!, version: version!, lines: [parents], hash: '' })
    else if (block !== undefined && hash !== undefined) block.hash = hash
    else if (block !== undefined && line.startsWith('  ')) block.lines.push(line.slice(2))
    else
      defects.push(
        `line ${i + 1} of the reviewed contracts is no line of a contract: write them anew with \`instar contracts\``,
      )
  }
  return { contracts, defects }
}

function parentLine(superclass: string | null, traits: readonly string[]): string {
  return `extends ${superclass ?? 'Actor'}${traits.length === 0 ? '' : `, traits ${traits.join(', ')}`}`
}

function attributeLine({ name, type }: ReleaseAttribute): string {
  return `attribute ${name}${type === null ? '' : `: ${type}`}`
}

function methodLine({ name, kind, isConst, signature }: ReleaseMethod): string {
  return `${kind} ${name}${signature ?? ''}${isConst ? ', const' : ''}`
}
