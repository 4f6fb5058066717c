// What a connection is about: somebody who is a member of rooms, and asks them for things. It knows rooms by their refs only,
// so it need not change when they do; it understands what it is asked, not what is said.

import { actor, attribute, type Monitor, oneway, type Oneway, type Ref } from '@instar/core'
import type { WebSocket } from 'ws'
import { Connection } from './connection.js'
import type { Gathering } from './gathering.js'
import type { Lobby } from './lobby.js'
import { type Demand, type Problem, readDemand } from './protocol.js'

interface Membership {
  readonly room: Ref<Gathering>
  readonly as: string
}

@actor({ version: '1.0.0', description: 'somebody who is a member of rooms' })
export class Visitor extends Connection {
  @attribute() lobby: Ref<Lobby>
  @attribute({ description: 'where it is a member, by the name of the room' }) rooms = new Map<string, Membership>()
  /** Transient: what tells of the end of a room. */
  private readonly monitors = new Map<string, Monitor>()

  constructor(socket: WebSocket, lobby: Ref<Lobby>) {
    super(socket)
    this.lobby = lobby
  }

  /** A room has ended, or this visitor goes. */
  @oneway() depart(name: string): Oneway {
    this.monitors.get(name)?.cancel()
    this.monitors.delete(name)
    if (this.rooms.delete(name)) this.tell({ is: 'gone', room: name })
  }

  // What a room throws is its misfortune: the visitor hears of it, and stays.
  protected async meet(message: string): Promise<Problem | null> {
    const demand = readDemand(message)
    if ('problem' in demand) return demand.problem
    try {
      return await this.obey(demand)
    } catch (error) {
      return (error as Error).message
    }
  }

  private async obey(demand: Demand): Promise<Problem | null> {
    const membership = this.rooms.get(demand.room)
    if (demand.do === 'join') {
      return membership === undefined ? this.join(demand.room, demand.as) : `you are in ${demand.room} already`
    }
    if (membership === undefined) return `you are not in ${demand.room}`
    const { room, as } = membership
    switch (demand.do) {
      case 'leave':
        room.leave(as, this.self(Visitor))
        this.depart(demand.room)
        return null
      case 'say':
        return room.say(as, demand.text)
      case 'whisper':
        return room.whisper(as, demand.to, demand.text)
    }
  }

  private async join(name: string, as: string): Promise<Problem | null> {
    const room = await this.lobby.find(name)
    if (room === null) return `there is no room for ${name}: too many are open`
    const problem = await room.join(as, this.self(Visitor))
    if (problem !== null) return problem
    this.rooms.set(name, { room, as })
    this.monitors.set(name, this.monitor(room, 'depart', name))
    return null
  }
}

/** A version of the visitor, as those see it who take connections. */
export type VisitorClass = new (socket: WebSocket, lobby: Ref<Lobby>) => Visitor
