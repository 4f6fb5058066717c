// The room as it was first written. It keeps every line that was ever said, as one string each, for as long as it lives: a
// choice that somebody will regret. What begins with a slash is for the room itself.

import { actor, attribute, request } from '@instar/core'
import { Gathering } from './gathering.js'
import type { News, Problem } from './protocol.js'

@actor({ version: '1.0.0', description: 'a topic, and lines that are kept' })
export class Room extends Gathering {
  @attribute() topic = ''
  @attribute({ description: 'all that was said, as "who: text"' }) lines: string[] = []

  @request() say(who: string, text: string): Problem | null {
    if (text.startsWith('/')) return this.obey(who, text)
    this.lines.push(`${who}: ${text}`)
    this.tellAll({ is: 'line', room: this.room, who, text })
    return null
  }

  protected override welcome(): News {
    return { ...super.welcome(), topic: this.topic, kept: this.lines.length, last: this.lines.slice(-3) }
  }

  private obey(who: string, text: string): Problem | null {
    const [word, ...rest] = text.split(' ')
    switch (word) {
      case '/topic':
        return this.setTopic(who, rest.join(' '))
      case '/find':
        return this.find(who, rest.join(' '))
      default:
        return `this room knows /topic and /find, not ${word}`
    }
  }

  private setTopic(who: string, topic: string): null {
    this.topic = topic
    this.tellAll({ is: 'topic', room: this.room, who, topic })
    return null
  }

  private find(who: string, words: string): null {
    const lines = this.lines.filter((line) => line.includes(words)).slice(-10)
    this.members.get(who)?.tell({ is: 'found', room: this.room, lines })
    return null
  }
}
