// What a release has to pass before its classes are looked at: it is whole, it is signed by somebody who is trusted, it is of
// the kind that the command takes, and it can be loaded. Nothing of a system is touched, and nothing is kept.

import { fail } from '../base/failures.js'
import type { Command } from '../protocol/commands.js'
import { type LoadedRelease, loadRelease, type LoadOptions } from '../release/load.js'
import type { Release } from '../release/release.js'
import { signatureDefects } from '../release/signing.js'
import { parseRelease } from '../release/text.js'
import { refusedRelease } from './refusal.js'

export interface AdmissionOptions extends LoadOptions {
  /** The keys of which one must have signed (base64 of their raw 32 bytes); without it nobody need have. */
  readonly requireSigned?: readonly string[]
}

export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /** Reads a release as it came. Evaluates nothing. Throws a refusal. */
  read(text: string): Release {
    try {
      return parseRelease(text, 'the release')
    } catch (error) {
      throw refusedRelease(error)
    }
  }

  /** Evaluates a release that may be evaluated. Throws a refusal. */
  async load(release: Release, command: Command): Promise<LoadedRelease> {
    this.demandTrust(release)
    demandKind(release, command)
    try {
      return await loadRelease(release, this.options)
    } catch (error) {
      throw refusedRelease(error)
    }
  }

  private demandTrust(release: Release): void {
    const { requireSigned } = this.options
    const defects = requireSigned === undefined ? [] : signatureDefects(release, requireSigned)
    if (defects.length === 0) return
    const problems = defects.map((defect) => `  - ${defect}`).join('\n')
    throw fail('not-trusted', { release: release.manifest.name, problems, defects })
  }
}

function demandKind({ manifest: { name, kind } }: Release, command: Command): void {
  if (kind === 'script' && command !== 'run')
    throw fail('wrong-kind', { release: name, kind: 'a script', command, wanted: 'classes', cure: '`instar run`' })
  if (kind === 'classes' && command === 'run')
    throw fail('wrong-kind', { release: name, kind: 'classes', command, wanted: 'a script', cure: '`instar upgrade`' })
}
