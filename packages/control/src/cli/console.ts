// Where the console of the process leads while a command runs. Sources that are built are also evaluated, and what they
// print at load must not get between the lines of an answer; the completion library prints its answer there.

import { Console } from 'node:console'
import { Writable } from 'node:stream'
import type { Output } from './io.js'

const methods = ['log', 'info', 'debug'] as const

/** Leads what goes to standard output by the console to another output, for as long as a function runs. */
export async function withConsole<T>(output: Output, run: () => Promise<T>): Promise<T> {
  const usual = methods.map((method) => console[method])
  const led = new Console(streamTo(output))
  for (const method of methods) console[method] = led[method].bind(led)
  try {
    return await run()
  } finally {
    for (const [i, method] of methods.entries()) console[method] = usual[i]!
  }
}

function streamTo(output: Output): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      output.write(chunk.toString('utf8'))
      done()
    },
  })
}
