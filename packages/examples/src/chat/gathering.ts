// What any room needs, whatever is said in it: members, who come, go and vanish, and hear what is told. It is the class that
// stays when a deploy changes the rooms.

import { Actor, actor, attribute, type Monitor, oneway, type Oneway, type Reference, request } from '@instar/core'
import type { News, Problem } from './protocol.js'

/** A member, as a gathering sees it: an instance that can be told something. */
export interface Member extends Reference {
  tell(news: News): void
}

const capacity = 1000

@actor({ version: '1.0.0', description: 'members who hear what is told here' })
export abstract class Gathering extends Actor {
  @attribute() room: string
  @attribute({ description: 'who is here, by name' }) members = new Map<string, Member>()
  /** Transient: what tells of a member's end. */
  private readonly monitors = new Map<string, Monitor>()

  constructor(room: string) {
    super()
    this.room = room
  }

  /** Lets somebody in, and tells everybody. A member that ends without a word leaves by that. */
  @request() join(who: string, member: Member): Problem | null {
    if (this.members.has(who)) return `somebody called ${who} is in ${this.room} already`
    if (this.members.size >= capacity) return `${this.room} is full`
    this.members.set(who, member)
    this.monitors.set(who, this.monitor(member, 'leave', who, member))
    this.tellAll({ is: 'joined', room: this.room, who })
    member.tell(this.welcome())
    return null
  }

  /** Does nothing when somebody else has the name by now. */
  @oneway() leave(who: string, member: Member): Oneway {
    if (this.members.get(who) !== member) return
    this.members.delete(who)
    this.monitors.get(who)?.cancel()
    this.monitors.delete(who)
    this.tellAll({ is: 'left', room: this.room, who })
  }

  /** Tells one other member something, and nobody else. */
  @request() whisper(who: string, to: string, text: string): Problem | null {
    const member = this.members.get(to)
    if (member === undefined) return `nobody called ${to} is in ${this.room}`
    member.tell({ is: 'whisper', room: this.room, who, text })
    return null
  }

  /** A member says something. It has been told to everybody when the answer is there. */
  abstract say(who: string, text: string): Problem | null

  /** What a new member hears first. */
  protected welcome(): News {
    return { is: 'room', room: this.room, members: [...this.members.keys()] }
  }

  protected tellAll(news: News): void {
    for (const member of this.members.values()) member.tell(news)
  }
}

/** A version of the room, as those see it who open rooms. */
export type RoomClass = new (room: string) => Gathering
