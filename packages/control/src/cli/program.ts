// From the table of commands to a program of commander: arguments, options, help with examples.

import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import type { CommandOption, CommandSpec } from './command.js'
import { exitCodes } from './exit-code.js'
import type { GlobalOptions } from './context.js'

/** Carries a command out. */
export type Carry = (spec: CommandSpec, args: readonly string[], options: GlobalOptions) => Promise<void>

/** How a program writes: set before its commands are added, so that all of them have it. */
export type Setting = (program: Command) => Command

const groups: Readonly<Record<string, string>> = {
  release: 'Making releases, looking at them, and vouching for them',
  keys: 'Keys to sign releases with',
}

/** The program of these commands. */
export function makeProgram(specs: readonly CommandSpec[], carry: Carry, set: Setting): Command {
  const program = set(new Command('instar'))
    .description('Looks at a process whose classes can be upgraded while it runs, and upgrades it.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .option('--json', 'print one JSON document instead of text')
    .option('-c, --control <where>', 'the socket of the process, or https://host:port (INSTAR_CONTROL)')
    .option('--ca <file>', 'certificates to trust over https, as PEM (INSTAR_CA)')
    .configureHelp({ showGlobalOptions: true, sortOptions: false })
    .commandsGroup('More:')
    .helpCommand('help [command]', 'the same as --help')
    .showHelpAfterError('`instar --help` lists all commands; each has a --help of its own.')
    .addHelpText('after', epilogue)
  for (const spec of specs) addCommand(program, spec, carry)
  return program
}

const epilogue = `
Without --control the process is the only one that serves in the default folder,
$XDG_RUNTIME_DIR/instar or ~/.instar/run. Over https the token comes from INSTAR_TOKEN.

Exit codes:
${Object.entries(exitCodes)
  .map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`)
  .join('\n')}

Examples:
  $ instar status
  $ instar plan src/cats
  $ instar upgrade src/cats
  $ instar rollback`

function addCommand(program: Command, spec: CommandSpec, carry: Carry): void {
  const [own = '', above] = spec.name.split(' ').toReversed()
  const parent = above === undefined ? program : groupOf(program, above, spec.group)
  const command = parent.command(own).summary(spec.summary).description(`${spec.summary}.`)
  if (parent === program) command.helpGroup(`${spec.group}:`)
  for (const [syntax, description] of Object.entries(spec.arguments ?? {})) command.argument(syntax, description)
  for (const option of spec.options ?? []) command.addOption(optionOf(option))
  command.addHelpText('after', examplesOf(spec))
  command.action(async () => {
    const args = command.processedArgs.flat().filter((arg): arg is string => arg !== undefined)
    await carry(spec, args, command.optsWithGlobals<GlobalOptions>())
  })
}

function groupOf(program: Command, name: string, heading: string): Command {
  const known = program.commands.find((each) => each.name() === name)
  return (
    known ??
    program
      .command(name)
      .description(groups[name] ?? '')
      .helpGroup(`${heading}:`)
  )
}

function optionOf({ flags, description, choices, parse, isRequired = false }: CommandOption): Option {
  const option = new Option(flags, description).makeOptionMandatory(isRequired)
  if (choices !== undefined) option.choices(choices)
  if (parse !== undefined) option.argParser(parse)
  return option
}

function examplesOf({ examples }: CommandSpec): string {
  return `\nExamples:\n${examples.map((example) => `  $ instar ${example}`).join('\n')}`
}

/** The version of this package; its manifest lies at the same distance from sources and build. */
function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
