// The next version: a room keeps the last lines only, with who said them and when; and people can react to what was said.
// On the way down the lines that the upgrade had left out come back, and behind them those that were said since.

import { actor, attribute, migration, request } from '@instar/core'
import { Gathering } from './gathering.js'
import { bound, formattedLine, type Line, parsedLine, withLine } from './history.js'
import type { News, Problem } from './protocol.js'

/** What people may react with. */
const signs = ['+1', '-1', '!', '?']

const boundedHistory = migration('1.0.0', {
  drops: ['lines'],
  adds: ['history', 'reactions'],
  up: ({ lines }, dropped) => ({
    history: lines.slice(-bound).map(parsedLine),
    reactions: dropped?.reactions ?? {},
  }),
  down: ({ history }, dropped) => {
    const saidSince = history.filter(({ at }: Line) => dropped === undefined || at !== null)
    return { lines: [...(dropped?.lines ?? []), ...saidSince.map(formattedLine)] }
  },
})

@actor({ version: '2.0.0', description: 'a topic, the last lines, and reactions', migrations: [boundedHistory] })
export class Room extends Gathering {
  @attribute() topic = ''
  @attribute({ description: `the last ${bound} lines` }) history: readonly Line[] = []
  @attribute({ description: 'how often each was given' }) reactions: Readonly<Record<string, number>> = {}

  @request() say(who: string, text: string): Problem | null {
    if (text.startsWith('/')) return this.obey(who, text)
    const line = { at: new Date().toISOString(), who, text }
    this.history = withLine(this.history, line)
    this.tellAll({ is: 'line', room: this.room, ...line })
    return null
  }

  protected override welcome(): News {
    return { ...super.welcome(), topic: this.topic, kept: this.history.length, last: this.history.slice(-3) }
  }

  private obey(who: string, text: string): Problem | null {
    const [word, ...rest] = text.split(' ')
    switch (word) {
      case '/topic':
        return this.setTopic(who, rest.join(' '))
      case '/find':
        return this.find(who, rest.join(' '))
      case '/react':
        return this.react(who, rest.join(' '))
      default:
        return `this room knows /topic, /find and /react, not ${word}`
    }
  }

  private setTopic(who: string, topic: string): null {
    this.topic = topic
    this.tellAll({ is: 'topic', room: this.room, who, topic })
    return null
  }

  private find(who: string, words: string): null {
    const lines = this.history.filter(({ text }) => text.includes(words)).slice(-10)
    this.members.get(who)?.tell({ is: 'found', room: this.room, lines })
    return null
  }

  private react(who: string, sign: string): Problem | null {
    if (!signs.includes(sign)) return `a reaction is one of ${signs.join(' ')}`
    const count = (this.reactions[sign] ?? 0) + 1
    this.reactions = { ...this.reactions, [sign]: count }
    this.tellAll({ is: 'reaction', room: this.room, who, sign, count })
    return null
  }
}
