// The contracts of classes as a file that people review: written anew, or held against the sources.

import { readFile, writeFile } from 'node:fs/promises'
import { contractDefects, formatContracts, proposeMigration } from '../../build/contracts.js'
import { fail } from '../../base/failures.js'
import { readRelease } from '../../release/file.js'
import type { Manifest } from '../../release/manifest.js'
import { command, type CommandSpec } from '../command.js'
import type { Outcome } from '../outcome.js'
import { formatCount } from '../show/quantities.js'
import { buildFrom } from '../sources.js'

interface ContractFlags {
  readonly check?: boolean
  readonly file?: string
  readonly since?: string
}

const contracts = command<ContractFlags>({
  name: 'contracts',
  group: 'Build',
  arguments: { '<sources...>': 'TypeScript or JavaScript files, or folders of them' },
  summary: "Writes the file of all classes' versions, attributes and signatures; proposes migrations",
  options: [
    { flags: '--check', description: 'write nothing, and fail when sources and file differ' },
    { flags: '--file <file>', description: 'the reviewed file (default: instar.contracts)' },
    { flags: '--since <release>', description: 'propose migrations from the classes of this release file' },
  ],
  examples: ['contracts src/cats', 'contracts src/cats --check', 'contracts src/cats --since cats-1.release'],
  async run(context, sources, { check = false, file: typed = 'instar.contracts', since }) {
    const { manifest } = await buildFrom(context, sources)
    const file = context.path(typed)
    const defects = await defectsOf(file, typed, manifest)
    const before = since === undefined ? null : (await readRelease(context.path(since))).manifest
    const proposals = before === null ? [] : proposalsFor(before, manifest)
    if (check && defects.length > 0) throw fail('contracts-unreviewed', { file: typed, defects })
    if (check) return outcomeOf(`${typed} says what the sources are.`, manifest, [], proposals)
    await writeFile(file, formatContracts(manifest))
    return outcomeOf(`Wrote ${typed}: review its changes.`, manifest, defects, proposals)
  },
})

export const contractCommands: readonly CommandSpec[] = [contracts]

/** A migration that somebody could start from. */
export interface Proposal {
  readonly class: string
  readonly from: string
  readonly to: string
  /** TypeScript. */
  readonly text: string
}

/** For each class whose attributes have changed. Pure. */
export function proposalsFor(before: Manifest, after: Manifest): Proposal[] {
  return after.classes.flatMap((next) => {
    const previous = before.classes.find(({ name }) => name === next.name)
    const text = previous === undefined ? null : proposeMigration(previous, next)
    return text === null ? [] : [{ class: next.name, from: previous!.version, to: next.version, text }]
  })
}

async function defectsOf(file: string, typed: string, manifest: Manifest): Promise<readonly string[]> {
  const reviewed = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw fail('bad-argument', { argument: '--file', problem: `${typed} cannot be read: ${error.message}` }, error)
  })
  return reviewed === null ? [`there is no ${typed} yet`] : contractDefects(reviewed, manifest)
}

function outcomeOf(
  headline: string,
  { classes }: Manifest,
  changes: readonly string[],
  proposals: readonly Proposal[],
): Outcome {
  const lines = [
    headline,
    `  ${formatCount(classes.length, 'class', 'classes')}`,
    ...changes.map((change) => `  - ${change}`),
    ...proposals.flatMap(proposalLines),
  ]
  return { json: { classes, changes, proposals }, lines }
}

function proposalLines({ class: name, from, to, text }: Proposal): string[] {
  return ['', `A migration of ${name} from ${from} to ${to}:`, '', ...text.trimEnd().split('\n')]
}
