// The door of the example: `npm start -- creatures`.

import { tellStory } from './story.js'

await tellStory((line) => console.log(line))
