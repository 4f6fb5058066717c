// A trait for instances that say what they are: to people in a log, to a dashboard, to one another. It asks nothing of the
// class that has it, so it goes with any.

import { Actor, actor, attribute, oneway, type Oneway, request } from '@instar/core'

@actor({ version: '1.0.0', description: 'has a description, and says in a sentence what it is' })
export class Describable extends Actor {
  // The initial value is there before any constructor runs, so no initialiser repeats it.
  @attribute({ initial: '', description: 'what it is, in words that follow "is"' }) description!: string

  /** The description as it was last set; '' until then. */
  @request({ const: true }) getDescription(): string {
    return this.description
  }

  /** Replaces the description; '' takes it away. */
  @oneway() setDescription(description: string): Oneway {
    this.description = description
  }

  /** One sentence: the class, the pid and, where there is one, the description. */
  @request({ const: true }) describe(): string {
    const { className, pid } = this.self(Describable)
    const what = this.description === '' ? 'has no description' : `is ${this.description}`
    return `${className} ${pid} ${what}.`
  }
}
