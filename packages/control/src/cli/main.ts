#!/usr/bin/env node
// The door of the terminal side: `instar`.

import { runCli } from './run.js'
import { terminalIo } from './terminal.js'

const interruption = new AbortController()
// The first Ctrl-C stops waiting; a second one ends this process as usual.
process.once('SIGINT', () => interruption.abort())
// Whoever reads has had enough, as with `instar history | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))

process.exitCode = await runCli(process.argv.slice(2), terminalIo(interruption.signal))
