// One instance per socket. The socket is a plain field, so upgrades leave it alone; all that it calls back is a message by
// name. Each line is a message of its own, so that between two lines the instance is at rest. The base of `Line`.

import type { Socket } from 'node:net'
import type { Received } from '../forms.js'
import core = require('@instar/core')
import orders = require('./orders.cjs')

const { Actor, actor, add, attribute, migration, oneway, rename } = core
const name = 'Connection'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}

/** Two numbers become one object, and two again. */
const gather: core.MigrationPart = {
  drops: ['bytes'],
  converts: ['received'],
  up: (slice) => {
    slice['received'] = { lines: slice['received'], bytes: slice['bytes'] }
    slice['bytes'] = undefined
  },
  down: (slice) => {
    const { lines, bytes } = slice['received'] as Received
    slice['received'] = lines
    slice['bytes'] = bytes
  },
}

const second = migration(
  '1.0.0',
  rename('lines', 'received'),
  add('bytes', () => 0),
  meddle,
)
const third = migration('2.0.0', gather, meddle)

function listen(socket: Socket, hear: (chunk: Buffer) => void, hangUp: () => void): void {
  socket.on('data', hear)
  socket.on('close', hangUp)
  socket.resume()
}

function first() {
  @actor({ name, version })
  abstract class Connection extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() lines = 0
    readonly socket: Socket
    rest = ''
    constructor(socket: Socket) {
      super()
      this.socket = socket
    }
    start(): void {
      listen(this.socket, this.callback('hear'), this.callback('hangUp'))
    }
    destruct(): void {
      this.socket.destroy()
    }
    @oneway() hear(chunk: Buffer): core.Oneway {
      const lines = (this.rest + String(chunk)).split('\n')
      this.rest = lines.pop()!
      for (const line of lines) this.self(Connection).take(line)
    }
    @oneway() async take(line: string): Promise<core.Oneway> {
      this.lines += 1
      const answer = await this.meet(line)
      if (answer !== null) this.socket.write(`${answer}\n`)
    }
    @oneway() hangUp(): core.Oneway {
      this.stop()
    }
    abstract meet(line: string): Promise<string | null>
  }
  return Connection
}

function middle() {
  @actor({ name, version, migrations: [second] })
  abstract class Connection extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() received = 0
    @attribute() bytes = 0
    readonly socket: Socket
    rest = ''
    constructor(socket: Socket) {
      super()
      this.socket = socket
    }
    start(): void {
      listen(this.socket, this.callback('hear'), this.callback('hangUp'))
    }
    destruct(): void {
      this.socket.destroy()
    }
    @oneway() hear(chunk: Buffer): core.Oneway {
      this.bytes += chunk.length
      const lines = (this.rest + String(chunk)).split('\n')
      this.rest = lines.pop()!
      for (const line of lines) this.self(Connection).take(line)
    }
    @oneway() async take(line: string): Promise<core.Oneway> {
      this.received += 1
      const answer = await this.meet(line)
      if (answer !== null) this.socket.write(`${answer}\n`)
    }
    @oneway() hangUp(): core.Oneway {
      this.stop()
    }
    abstract meet(line: string): Promise<string | null>
  }
  return Connection
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  abstract class Connection extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => ({ lines: 0, bytes: 0 }) }) received!: Received
    readonly socket: Socket
    rest = ''
    constructor(socket: Socket) {
      super()
      this.socket = socket
    }
    start(): void {
      listen(this.socket, this.callback('hear'), this.callback('hangUp'))
    }
    destruct(): void {
      this.socket.destroy()
    }
    @oneway() hear(chunk: Buffer): core.Oneway {
      this.received = { ...this.received, bytes: this.received.bytes + chunk.length }
      const lines = (this.rest + String(chunk)).split('\n')
      this.rest = lines.pop()!
      for (const line of lines) this.self(Connection).take(line)
    }
    @oneway() async take(line: string): Promise<core.Oneway> {
      this.received = { ...this.received, lines: this.received.lines + 1 }
      const answer = await this.meet(line)
      if (answer !== null) this.socket.write(`${answer}\n`)
    }
    @oneway() hangUp(): core.Oneway {
      this.stop()
    }
    abstract meet(line: string): Promise<string | null>
  }
  return Connection
}

export = { Connection: orders.pick(name, [first, middle, last]) }
