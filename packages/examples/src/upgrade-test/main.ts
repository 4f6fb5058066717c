// The door of the example: `npm start -- upgrade-test`.

import { tellStory } from './story.js'

const passed = await tellStory((line) => console.log(line))
process.exitCode = passed > 0 ? 0 : 1
