// Shell completion: a script for the shell, and the suggestions that this script asks for. The library knows commands,
// options and their choices; what it does not know are the files that many arguments are.

import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import completions from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import type { Io } from '../io.js'

const examples = [
  'instar completion bash > ~/.local/share/bash-completion/completions/instar',
  'instar completion zsh > ~/.zfunc/_instar',
  'instar completion fish > ~/.config/fish/completions/instar.fish',
]

const fileArguments = ['release', 'sources', 'script', 'file', 'path']

/** Gives a program the command `completion`, and the hidden one that shells call. */
export function addCompletion(program: Command, { cwd }: Pick<Io, 'cwd'>): void {
  const { commands } = completions(program, { completionCommandName: 'completion' })
  for (const { arguments: all } of commands.values())
    for (const argument of all.values())
      if (fileArguments.includes(argument.name))
        argument.handler = (complete) => suggestFiles(wordOf(program), cwd).forEach((path) => complete(path, ''))
  describe(program)
}

/** The paths that a word could become, folders with a `/`; hidden ones only where the word begins with a dot. */
export function suggestFiles(word: string, cwd: string): string[] {
  const [, folder = '', start = ''] = /^(.*\/)?([^/]*)$/.exec(word) ?? []
  try {
    return readdirSync(resolve(cwd, folder), { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .toSorted()
  } catch {
    return []
  }
}

/** What has been typed of the word that is completed. */
function wordOf({ rawArgs }: Command & { readonly rawArgs?: readonly string[] }): string {
  return rawArgs?.at(-1) ?? ''
}

function describe(program: Command): void {
  const summary = 'The script that makes a shell complete commands and options'
  program.commands
    .find((each) => each.name() === 'completion')
    ?.helpGroup('More:')
    .summary(summary)
    .description(`${summary}: zsh, bash, fish or powershell.`)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
}
