// The door of the example: `npm start -- upgrade-script`.

import { tellStory } from './story.js'

const verdicts = await tellStory((line) => console.log(line))
process.exitCode = verdicts.at(-1) === 'confirmed' ? 0 : 1
