// End to end: instances that own TCP connections are upgraded and downgraded, and nobody at the other end notices.

import { EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  add,
  attribute,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
} from '../../src/index.js'
import { makeGate } from './creatures.js'

/** Two versions of an echo. The socket is a transient field, and its callbacks, made in a constructor, hold `this`. */
function makeEchoes(arrivals = new EventEmitter()) {
  @actor({ name: 'Echo', version: '1.0.0' })
  class Echo1 extends Actor {
    @attribute() lines = 0
    private socket: Socket
    constructor(socket: Socket) {
      super()
      this.socket = socket
      createInterface({ input: socket }).on('line', (line) => {
        this.self(Echo1).onLine(line)
        arrivals.emit('line', line)
      })
      socket.on('close', () => this.self(Echo1).onClose())
    }
    destruct(): void {
      this.socket.destroy()
    }
    @oneway() onLine(line: string): Oneway {
      this.lines += 1
      this.socket.write(`one ${this.lines} ${process.pid} ${line}\n`)
    }
    @oneway() onClose(): Oneway {
      this.stop()
    }
    @request() async hold(until: Promise<void>) {
      await until
    }
    @request() count() {
      return this.lines
    }
  }
  @actor({
    name: 'Echo',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        rename('lines', 'received'),
        add('characters', () => 0),
      ),
    ],
  })
  class Echo2 extends Actor {
    @attribute() received = 0
    @attribute() characters = 0
    private socket: Socket
    constructor(socket: Socket) {
      super()
      this.socket = socket
      createInterface({ input: socket }).on('line', (line) => {
        this.self(Echo2).onLine(line)
        arrivals.emit('line', line)
      })
      socket.on('close', () => this.self(Echo2).onClose())
    }
    destruct(): void {
      this.socket.destroy()
    }
    @oneway() onLine(line: string): Oneway {
      this.received += 1
      this.characters += line.length
      this.socket.write(`two ${this.received}/${this.characters} ${process.pid} ${line}\n`)
    }
    @oneway() onClose(): Oneway {
      this.stop()
    }
    @request() async hold(until: Promise<void>) {
      await until
    }
    @request() count() {
      return this.received
    }
  }
  return { Echo1, Echo2 }
}

type Echoes = ReturnType<typeof makeEchoes>

/** The other end of a connection: sends lines and waits for those that come back. */
class Caller {
  private readonly lines: AsyncIterator<string>
  isClosed = false

  private constructor(readonly socket: Socket) {
    this.lines = createInterface({ input: socket })[Symbol.asyncIterator]()
    socket.on('close', () => {
      this.isClosed = true
    })
  }

  static async to(server: Server): Promise<Caller> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    return new Caller(socket)
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.write(`${line}\n`)
  }

  async next(): Promise<string> {
    return String((await this.lines.next()).value)
  }

  ask(line: string): Promise<string> {
    this.send(line)
    return this.next()
  }
}

/** A server that bears an Echo for each connection, and lists them in the order of their birth. */
async function serve(system: ActorSystem, { Echo1 }: Echoes) {
  const echoes: Ref<InstanceType<Echoes['Echo1']>>[] = []
  const born = new EventEmitter()
  const server = createServer(async (socket) => {
    echoes.push(await system.spawn(Echo1, [socket]))
    born.emit('echo')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const open = async (): Promise<Caller> => {
    const birth = once(born, 'echo')
    const caller = await Caller.to(server)
    await birth
    return caller
  }
  return { server, echoes, open }
}

async function close(server: Server, callers: readonly Caller[]): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const { socket } of callers) socket.end()
  await closed
}

const { pid } = process

test.each(['atomic', 'lazy'] as const)(
  'H1: TCP connections that were open before live through an upgrade and a downgrade (%s), and carry data after each',
  async (strategy) => {
    await using system = await ActorSystem.start()
    const classes = makeEchoes()
    const { server, echoes, open } = await serve(system, classes)
    const callers = [await open(), await open(), await open()]
    const ports = callers.map(({ socket }) => socket.localPort)
    const askAll = (line: string) => Promise.all(callers.map((caller) => caller.ask(line)))
    expect(await askAll('a')).toEqual(callers.map(() => `one 1 ${pid} a`))

    const up = await system.upgrade(classes.Echo2, { strategy })
    expect(up.outcome).toBe('committed')
    expect(await askAll('bb')).toEqual(callers.map(() => `two 2/2 ${pid} bb`))
    expect(await askAll('cc')).toEqual(callers.map(() => `two 3/4 ${pid} cc`))

    const down = await system.upgrade(classes.Echo1, { strategy })
    expect(down.outcome).toBe('committed')
    expect(await askAll('d')).toEqual(callers.map(() => `one 4 ${pid} d`))

    expect(callers.map(({ isClosed }) => isClosed)).toEqual([false, false, false])
    expect(callers.map(({ socket }) => socket.localPort)).toEqual(ports)
    expect(system.countInstances('Echo')).toBe(3)
    await close(server, callers)
    expect((await Promise.all(echoes.map(({ exited }) => exited))).map(({ type }) => type)).toEqual(
      callers.map(() => 'stopped'),
    )
  },
)

test('H1: a connection that was accepted after the upgrade runs the new code from its birth, and lives through the downgrade', async () => {
  await using system = await ActorSystem.start()
  const classes = makeEchoes()
  const { server, open } = await serve(system, classes)
  const early = await open()
  await system.upgrade(classes.Echo2)
  // The server goes on spawning the class value that it knows.
  const late = await open()
  expect([await early.ask('x'), await late.ask('x')]).toEqual([`two 1/1 ${pid} x`, `two 1/1 ${pid} x`])
  await system.upgrade(classes.Echo1)
  expect([await early.ask('y'), await late.ask('y')]).toEqual([`one 2 ${pid} y`, `one 2 ${pid} y`])
  await close(server, [early, late])
})

test('H1: data that arrives while the connection is frozen is answered afterwards, in order, by the new code', async () => {
  await using system = await ActorSystem.start()
  const arrivals = new EventEmitter()
  const classes = makeEchoes(arrivals)
  const { server, echoes, open } = await serve(system, classes)
  const caller = await open()
  expect(await caller.ask('before')).toBe(`one 1 ${pid} before`)
  using gate = makeGate()
  const holding = echoes[0]!.hold(gate.opened)
  const handle = system.upgrade(classes.Echo2)
  for (const line of ['e', 'ff', 'ggg']) {
    const arrived = once(arrivals, 'line')
    caller.send(line)
    expect(await arrived).toEqual([line])
  }
  gate.open()
  await holding
  expect((await handle).outcome).toBe('committed')
  expect([await caller.next(), await caller.next(), await caller.next()]).toEqual([
    `two 2/1 ${pid} e`,
    `two 3/3 ${pid} ff`,
    `two 4/6 ${pid} ggg`,
  ])
  await close(server, [caller])
})

test('H1: a connection that the caller closes after upgrades ends its instance, whose destructor is the new one', async () => {
  await using system = await ActorSystem.start()
  const { Echo1 } = makeEchoes()
  const ends: string[] = []
  @actor({ name: 'Line', version: '1.0.0' })
  class Line1 extends Echo1 {
    override destruct() {
      ends.push('one')
    }
  }
  @actor({ name: 'Line', version: '2.0.0' })
  class Line2 extends Echo1 {
    override destruct() {
      ends.push('two')
    }
  }
  const { server, echoes, open } = await serve(system, { Echo1: Line1, Echo2: Line2 as never })
  const caller = await open()
  expect((await system.upgrade(Line2)).outcome).toBe('committed')
  caller.socket.end()
  expect(await echoes[0]!.exited).toEqual({ type: 'stopped' })
  expect(ends).toEqual(['two'])
  await close(server, [])
})

test('H2: the counter of a connection survives, while its text comes from the code that runs', async () => {
  await using system = await ActorSystem.start()
  const classes = makeEchoes()
  const { server, echoes, open } = await serve(system, classes)
  const caller = await open()
  const texts: string[] = []
  const counts: number[] = []
  for (const version of [classes.Echo2, classes.Echo1, classes.Echo2, classes.Echo1]) {
    texts.push((await caller.ask('x')).split(' ')[0]!)
    counts.push(await echoes[0]!.count())
    await system.upgrade(version)
  }
  expect(texts).toEqual(['one', 'two', 'one', 'two'])
  expect(counts).toEqual([1, 2, 3, 4])
  // What version 2 counted by itself was kept aside while version 1 ran.
  await system.upgrade(classes.Echo2)
  expect(await caller.ask('yy')).toBe(`two 5/4 ${pid} yy`)
  await close(server, [caller])
})

test('H3: the process that answers is the same one before, between and after', async () => {
  await using system = await ActorSystem.start()
  const classes = makeEchoes()
  const { server, echoes, open } = await serve(system, classes)
  const caller = await open()
  const identity = echoes[0]!.pid
  const pids: (string | undefined)[] = []
  for (const version of [classes.Echo2, classes.Echo1, classes.Echo2]) {
    pids.push((await caller.ask('x')).split(' ')[2])
    await system.upgrade(version)
  }
  expect(new Set(pids)).toEqual(new Set([String(pid)]))
  expect(process.pid).toBe(pid)
  // And so is the instance.
  expect([...system.instancesOf(classes.Echo2)].map((ref) => ref.pid)).toEqual([identity])
  await close(server, [caller])
})
