// Contracts: what others rely on of each class, in a text file that people review and keep with the sources. A pipeline holds
// the sources against it, so that no contract and no code changes without a version, and no version without a review.

import { compareVersions } from '@instar/core'
import type { Manifest } from '../release/manifest.js'
import { type ClassContract, contractOf, formatContract, readContracts } from './class-contract.js'

export { proposeMigration } from './migration-proposal.js'

const header = [
  '# What others rely on of each actor class: version, attributes and methods; and the hash of its code.',
  '# Written by `instar contracts` to be reviewed and kept with the sources. Do not edit: `instar contracts --check` reads it.',
]

/** The text of the reviewed file: a block for each class, in the order of their names. */
export function formatContracts(manifest: Manifest): string {
  return [header.join('\n'), ...contractsOf(manifest).map(formatContract)].join('\n\n') + '\n'
}

/**
 * What stands between the reviewed file and the sources, as sentences that name the class: changed without a new version, an
 * older version, gone, new, or waiting for a review. Empty when they agree.
 */
export function contractDefects(reviewed: string, manifest: Manifest): string[] {
  const { contracts, defects } = readContracts(reviewed)
  if (defects.length > 0) return [...defects]
  const now = contractsOf(manifest)
  const places = new Map(
    manifest.classes.map(({ name, version, file, line }) => [`${name} ${version}`, `${file}:${line}`]),
  )
  return [
    ...now.flatMap((contract) => {
      const defect = defectOf(
        contracts.filter((each) => each.name === contract.name),
        contract,
      )
      const place = places.get(`${contract.name} ${contract.version}`)
      return defect === null ? [] : [`${contract.name} ${contract.version} (${place}): ${defect}`]
    }),
    ...contracts
      .filter((before) => !now.some(({ name }) => name === before.name))
      .map(
        ({ name, version }) => `${name} ${version}: it has been reviewed, but is no more among the classes: ${review}`,
      ),
  ]
}

const review = 'run `instar contracts` and review what changes'

function contractsOf({ classes }: Manifest): ClassContract[] {
  return classes
    .map(contractOf)
    .toSorted((a, b) => compareNames(a.name, b.name) || compareVersions(a.version, b.version))
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares a class with what was reviewed of it, in its own version if that is there, else in the latest. */
function defectOf(reviewed: readonly ClassContract[], now: ClassContract): string | null {
  const before = reviewed.find(({ version }) => version === now.version) ?? reviewed.at(-1)
  if (before === undefined) return `it is new: ${review}`
  const order = compareVersions(now.version, before.version)
  if (order > 0) return `it was reviewed as ${before.version}: ${review}`
  if (order < 0) return `it was reviewed as ${before.version}, which is newer: give it a version above that`
  const changes = changesBetween(before.lines, now.lines)
  if (changes.length > 0)
    return `its contract has changed, but not its version (${changes.join('; ')}): give it a new version`
  return before.hash === now.hash ? null : 'its code has changed, but not its version: give it a new version'
}

function changesBetween(before: readonly string[], now: readonly string[]): string[] {
  return [
    ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
  ]
}
