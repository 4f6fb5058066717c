// Making releases, looking at them, and vouching for them.

import { fail } from '../../base/failures.js'
import { readRelease, writeRelease } from '../../release/file.js'
import type { Release } from '../../release/release.js'
import { signatureDefects, signRelease } from '../../release/signing.js'
import { command, type CommandSpec } from '../command.js'
import { releaseLines } from '../show/release.js'
import { classNames, releaseName } from '../show/release-name.js'
import { buildFrom } from '../sources.js'

const build = command<{ out?: string; name?: string; script?: boolean }>({
  name: 'release build',
  group: 'Build',
  arguments: { '<sources...>': 'TypeScript or JavaScript files, or folders of them' },
  summary: 'Builds a release file from sources',
  options: [
    { flags: '-o, --out <file>', description: 'the file to write (default: NAME.release)' },
    { flags: '--name <name>', description: 'its name (default: that of the first source)' },
    { flags: '--script', description: 'an upgrade script instead of classes' },
  ],
  examples: ['release build src/cats', 'release build src/cat.ts src/dog.ts --name cats --out build/cats.release'],
  async run(context, sources, { out, name, script }) {
    const release = await buildFrom(context, sources, { name, kind: script === true ? 'script' : 'classes' })
    const file = context.path(out ?? `${release.manifest.name}.release`)
    await writeRelease(file, release)
    const classes = release.manifest.classes.map((each) => ({ class: each.name, version: each.version }))
    const lines = [`Built ${releaseName(named(release))}: ${classNames(classes) || 'no classes'}.`, `  ${file}`]
    return { json: { file, hash: release.hash, manifest: release.manifest }, lines }
  },
})

const show = command({
  name: 'release show',
  group: 'Build',
  arguments: { '<file>': 'a release file' },
  summary: 'What is in a release',
  examples: ['release show cats.release'],
  async run(context, [file]) {
    const release = await readRelease(context.path(file!))
    const { hash, signatures, manifest } = release
    return { json: { hash, signatures, manifest }, lines: releaseLines(release, context) }
  },
})

const sign = command<{ key: string; out?: string }>({
  name: 'release sign',
  group: 'Build',
  arguments: { '<file>': 'a release file' },
  summary: 'Signs a release',
  options: [
    { flags: '--key <file>', description: 'the private key, as `instar keys new` has written it', isRequired: true },
    { flags: '-o, --out <file>', description: 'the file to write (default: the same)' },
  ],
  examples: ['release sign cats.release --key instar.key'],
  async run(context, [file], { key, out }) {
    const release = await readRelease(context.path(file!))
    const signed = signRelease(release, await context.readText(key, '--key'))
    const target = context.path(out ?? file!)
    await writeRelease(target, signed)
    const { hash, signatures } = signed
    return { json: { file: target, hash, signatures }, lines: [`Signed ${releaseName(named(signed))}.`, `  ${target}`] }
  },
})

const verify = command<{ trust: string }>({
  name: 'release verify',
  group: 'Build',
  arguments: { '<file>': 'a release file' },
  summary: 'Checks that a release is whole, and signed by a key that is trusted',
  options: [
    {
      flags: '--trust <keys>',
      description: 'public keys in base64, or files that hold one, separated by commas',
      isRequired: true,
    },
  ],
  examples: ['release verify cats.release --trust instar.key.pub'],
  async run(context, [file], { trust }) {
    const release = await readRelease(context.path(file!))
    const trusted = await Promise.all(
      trust.split(',').map((key) => publicKey(key, (path) => context.readText(path, '--trust'))),
    )
    const defects = signatureDefects(release, trusted)
    if (defects.length > 0) throw fail('bad-signature', { file, problems: defects.join('; '), defects })
    return {
      json: { hash: release.hash, signatures: release.signatures },
      lines: [`${releaseName(named(release))} is signed by a trusted key.`],
    }
  },
})

export const releaseCommands: readonly CommandSpec[] = [build, show, sign, verify]

function named({ hash, manifest }: Release): { name: string; hash: string } {
  return { name: manifest.name, hash }
}

/** 32 bytes in base64 are a key; anything else is the name of a file that has one. */
async function publicKey(text: string, read: (path: string) => Promise<string>): Promise<string> {
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return text
  return (await read(text)).trim()
}
