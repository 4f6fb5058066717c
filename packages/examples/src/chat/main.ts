// The door of the example: `npm start -- chat`, or `npm start -- chat --help`. It sets an exit code and lets the process end by
// itself, as it does when every instance, socket and timer has ended.

import { isFaultless } from './outcome.js'
import { readTask, type ServeTask, usage } from './options.js'
import { serve } from './serve.js'
import { tellStory } from './story.js'

const say = (line: string): void => console.log(line)

process.exitCode = await run(process.argv.slice(2))

async function run(argv: readonly string[]): Promise<number> {
  const task = readTask(argv)
  switch (task.type) {
    case 'help':
      say(usage)
      return 0
    case 'complain':
      console.error(`${task.problem}\n\n${usage}`)
      return 2
    case 'story':
      return isFaultless(await tellStory(say)) ? 0 : 1
    case 'serve':
      return runServer(task)
  }
}

async function runServer(task: ServeTask): Promise<number> {
  const end = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end.abort())
  try {
    await serve(task, { say, signal: end.signal })
    return 0
  } catch (error) {
    console.error((error as Error).message)
    return 1
  }
}
