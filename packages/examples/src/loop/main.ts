// The door of the example: `npm start -- loop`, or `npm start -- loop --help`. It sets an exit code and lets the process end
// by itself.

import { readTask, usage } from './options.js'
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
    case 'story': {
      const { lost, versions } = await tellStory(say)
      return lost === 0 && versions.slice(0, -1).every(({ isGone }) => isGone) ? 0 : 1
    }
    case 'serve': {
      const end = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end.abort())
      await serve({ input: process.stdin, write: (text) => void process.stdout.write(text), signal: end.signal })
      return 0
    }
  }
}
