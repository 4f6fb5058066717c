// The world of a command that runs in a real terminal, or in a pipe.

import { SystemClock } from '@instar/core'
import { confirm, isCancel, progress } from '@clack/prompts'
import { defaultFolder } from '../base/place.js'
import type { Bar, Io } from './io.js'

/** The world of this process. */
export function terminalIo(signal: AbortSignal): Io {
  const { stdout, stderr, stdin, env } = process
  const isTTY = stdout.isTTY === true
  return {
    stdout,
    stderr,
    isTTY,
    canAsk: isTTY && stdin.isTTY === true,
    env,
    cwd: process.cwd(),
    columns: stdout.columns || 80,
    folder: defaultFolder(),
    prompt: ask,
    bar: showBar,
    signal,
    clock: new SystemClock(),
  }
}

async function ask(question: string): Promise<boolean | null> {
  const answer = await confirm({ message: question, initialValue: false, withGuide: false })
  return isCancel(answer) ? null : answer
}

const steps = 1000
const goesOn = 'You stopped waiting. If the process lives, it goes on: `instar history` says how it ended.'

// While a bar is shown its library takes Ctrl-C for itself and ends this process with code 0, after it has printed
// `cancelMessage`. A command that was left before its answer has to end with another code.
function showBar(title: string): Bar {
  const leave = (): void => void (process.exitCode = 3)
  const bar = progress({ max: steps, size: 24, withGuide: false, cancelMessage: goesOn })
  let reached = 0
  process.once('exit', leave)
  bar.start(title)
  return {
    update(share, text) {
      const step = Math.max(0, Math.floor(share * steps) - reached)
      reached += step
      bar.advance(step, text)
    },
    end(text) {
      process.off('exit', leave)
      if (text === undefined) bar.clear()
      else bar.stop(text)
    },
  }
}
