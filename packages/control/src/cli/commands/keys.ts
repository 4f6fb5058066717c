// Keys to sign releases with. The private one is written so that only its owner may read it, and never over another.

import { chmod, writeFile } from 'node:fs/promises'
import { fail } from '../../base/failures.js'
import { newKeys } from '../../release/signing.js'
import { command, type CommandSpec } from '../command.js'

const keysNew = command<{ out?: string }>({
  name: 'keys new',
  group: 'Build',
  summary: 'Makes a pair of ed25519 keys to sign releases with',
  options: [
    {
      flags: '-o, --out <file>',
      description: 'where the private key goes; the public one beside it (default: instar.key)',
    },
  ],
  examples: ['keys new', 'keys new --out deploy.key'],
  async run(context, _args, { out = 'instar.key' }) {
    const { publicKey, privateKey } = newKeys()
    const file = context.path(out)
    await writeNew(file, privateKey, 0o600)
    await writeNew(`${file}.pub`, `${publicKey}\n`, 0o644)
    const json = { privateKey: file, publicKeyFile: `${file}.pub`, publicKey }
    return { json, lines: [`private  ${file}`, `public   ${file}.pub`, `         ${publicKey}`] }
  },
})

export const keyCommands: readonly CommandSpec[] = [keysNew]

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  await writeFile(file, text, { flag: 'wx', mode }).catch((error: NodeJS.ErrnoException) => {
    const problem =
      error.code === 'EEXIST' ? 'there is such a file already, and keys are not overwritten' : error.message
    throw fail('bad-argument', { argument: file, problem }, error)
  })
  // A strict umask may have taken rights away from the public one; a lax one cannot give any to the private one.
  await chmod(file, mode)
}
