// The public names of @instar/classes, one by one.

export { Describable } from './describable.js'
