// The parrot to talk to by hand: lines go to its loop, commands change its version.

import { createInterface } from 'node:readline'
import { Keeper, versions } from './keeper.js'
import { Screen } from './screen.js'

export interface Desk {
  /** Where lines are typed. */
  readonly input: NodeJS.ReadableStream
  readonly write: (text: string) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Serves until the input ends, or the signal comes. */
export async function serve({ input, write, signal }: Desk): Promise<void> {
  const screen = new Screen(write)
  screen.print('Say something to the parrot. :2, :3 and :4 upgrade it, :1 goes back, Ctrl-D ends it.')
  await using keeper = await Keeper.open(screen)
  const desk = createInterface({ input })
  let work = Promise.resolve()
  desk.on('line', (line) => {
    const command = /^:(.*)$/.exec(line)?.[1]
    // Lines go straight to the loop, also while an upgrade is under way: none of them is lost.
    if (command === undefined) screen.lines.say(line)
    else work = work.then(() => screen.during(() => obey(command, keeper, screen)))
  })
  desk.on('close', () => void work.then(() => screen.lines.end()))
  signal.addEventListener('abort', () => desk.close())
  await keeper.ended
  desk.close()
  // The cursor stands behind a prompt.
  screen.print('\nThe parrot has ended.')
}

async function obey(command: string, keeper: Keeper, screen: Screen): Promise<void> {
  const version = versions.find((each) => String(each) === command.trim())
  if (version === undefined) {
    return screen.print(`There is no version "${command}": ${versions.map((each) => `:${each}`).join(', ')}`)
  }
  const prompted = screen.prompted()
  const report = await keeper.become(version)
  screen.print(String(report))
  if (report.outcome !== 'committed') return
  const { outcome, versions: old } = keeper.purge()
  if (outcome === 'purged') screen.print(`  forgotten: ${old.join(', ')}`)
  await prompted
}
