// The door of the example: `npm start -- bank`. It fails when a cent is lost.

import { tellStory } from './story.js'

const lost = await tellStory((line) => console.log(line))
process.exitCode = lost === 0 ? 0 : 1
