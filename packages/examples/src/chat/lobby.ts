// Where visitors ask for a room: it is opened for the first one who does, and stays open.

import { Actor, actor, attribute, oneway, type Oneway, type Ref, request } from '@instar/core'
import type { Gathering, RoomClass } from './gathering.js'

const mostRooms = 100

@actor({ version: '1.0.0', description: 'opens rooms, and knows them by name' })
export class Lobby extends Actor {
  @attribute({ description: 'by name' }) rooms = new Map<string, Ref<Gathering>>()

  /**
   * The room of that name; null when there are too many to open another one. By the name of its class, because whoever holds a
   * class keeps its code in memory.
   */
  @request() async find(name: string): Promise<Ref<Gathering> | null> {
    const open = this.rooms.get(name)
    if (open !== undefined) return open
    if (this.rooms.size >= mostRooms) return null
    const room = await this.spawn<RoomClass>('Room', [name])
    this.rooms.set(name, room)
    this.monitor(room, 'forget', name)
    return room
  }

  /** A room has ended; who asks for it next gets a new one. */
  @oneway() forget(name: string): Oneway {
    this.rooms.delete(name)
  }
}
