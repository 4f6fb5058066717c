// A whole command, from what was typed to an exit code. Everything that it does to the world it does through `Io`.

import { type Command, CommanderError } from 'commander'
import type { CommandSpec } from './command.js'
import { allCommands } from './commands.js'
import { withConsole } from './console.js'
import { addCompletion } from './commands/completion.js'
import { Context, type GlobalOptions } from './context.js'
import { type ExitCode, exitCodeFor } from './exit-code.js'
import type { Io } from './io.js'
import type { Outcome } from './outcome.js'
import { makeProgram } from './program.js'
import { errorJson, errorLines } from './show/error.js'
import { styleFor } from './style.js'

/** Runs a command as it was typed, without `node` and `instar`; resolves with the exit code and never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = asksForJson(argv)
  let code: ExitCode = 0
  const carry = async (spec: CommandSpec, args: readonly string[], options: GlobalOptions): Promise<void> => {
    const context = new Context(io, options)
    const outcome = await spec.run(context, args, { ...options })
    print(outcome, context)
    code = outcome.code ?? 0
  }
  try {
    const program = makeProgram(allCommands, carry, settingFor(io, isJson))
    addCompletion(program, io)
    await withConsole(isCompletion(argv) ? io.stdout : io.stderr, () => program.parseAsync(argv, { from: 'user' }))
    return code
  } catch (error) {
    if (error instanceof CommanderError) return endOfParsing(error, io, isJson)
    printError(error, io, isJson)
    return exitCodeFor(error)
  }
}

/** Whether the errors of parsing, too, are wanted as JSON. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json')
}

function isCompletion([first]: readonly string[]): boolean {
  return first === 'completion' || first === 'complete'
}

function settingFor(io: Io, isJson: boolean): (program: Command) => Command {
  return (program) =>
    program.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => void (isJson || io.stderr.write(text)),
      getOutHelpWidth: () => (io.isTTY ? io.columns : 100),
      getErrHelpWidth: () => (io.isTTY ? io.columns : 100),
    })
}

/** Help and version were wanted; anything else is wrong usage, which commander has told already. */
function endOfParsing({ code, exitCode, message }: CommanderError, io: Io, isJson: boolean): ExitCode {
  if (exitCode === 0) return 0
  const told = code === 'commander.help' ? 'No command was given.' : message.replace(/^error: /, '')
  if (isJson) printJson({ error: { code: 'bad-usage', message: told, defects: [] } }, io)
  return 2
}

function print({ json, lines, hints = [] }: Outcome, { io, isJson, style }: Context): void {
  if (isJson) return json === undefined ? undefined : printJson(json, io)
  for (const line of lines) io.stdout.write(`${line}\n`)
  if (io.isTTY) for (const hint of hints) io.stderr.write(`${style.dim(hint)}\n`)
}

function printError(error: unknown, io: Io, isJson: boolean): void {
  if (isJson) return printJson(errorJson(error), io)
  const style = styleFor(io)
  for (const line of errorLines(error, style)) io.stderr.write(`${line}\n`)
}

function printJson(json: unknown, io: Io): void {
  io.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
}
