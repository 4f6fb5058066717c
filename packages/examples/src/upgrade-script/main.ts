// The door of the example: `npm start -- upgrade-script` tells the story; with `--serve`, and perhaps `--control PATH`, it
// serves a process for the script to be run on from outside.

import { parseArgs } from 'node:util'
import { serve } from './serve.js'
import { tellStory } from './story.js'

const say = (line: string): void => console.log(line)

process.exitCode = await run()

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { serve: { type: 'boolean' }, control: { type: 'string' } } })
  if (values.serve === true) {
    const end = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end.abort())
    await serve({ control: values.control, say, signal: end.signal })
    return 0
  }
  const outcomes = await tellStory(say)
  return outcomes.at(-1) === 'done' ? 0 : 1
}
