// A process with cats in it that is served, and the sources of their next versions on the disk.

import {
  Actor,
  actor,
  ActorSystem,
  attribute,
  type Oneway,
  oneway,
  type Ref,
  request,
  staticMethod,
} from '@instar/core'
import { join } from 'node:path'
import { serveControl, type ControlServer } from '../../src/serve/serve.js'
import { FakeTerminal } from './fake-terminal.js'
import { TempFolder } from './temp-folder.js'

/** The first version, as the process has it; `counted` is what a census waits for. */
export function firstCat(counted: Promise<number>) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name: string
    @attribute() mice = 0
    constructor(name: string) {
      super()
      this.name = name
    }
    @request() greet() {
      return `I am ${this.name}`
    }
    @oneway() hunt(): Oneway {
      this.mice += 1
    }
    @staticMethod() static async census() {
      return counted
    }
  }
  return Cat
}
export type Cat = InstanceType<ReturnType<typeof firstCat>>

const renaming = "migration('1.0.0', rename('mice', 'prey'))"

/** A later version that renames an attribute of the first one, and greets in other words. */
export function laterCat(version: string, greeting: string): string {
  return `import { Actor, actor, attribute, migration, oneway, rename, request, staticMethod } from '@instar/core'
import type { Oneway } from '@instar/core'

@actor({ name: 'Cat', version: '${version}', migrations: [${renaming}] })
export class Cat extends Actor {
  @attribute() name: string
  @attribute() prey = 0
  constructor(name: string) { super(); this.name = name }
  @request() greet(): string { return \`${greeting} \${this.name}, with \${this.prey} mice\` }
  @oneway() hunt(): Oneway { this.prey += 1 }
  @staticMethod() static async census(): Promise<number> { return 0 }
}
`
}

export class Zoo implements AsyncDisposable {
  private constructor(
    readonly folder: TempFolder,
    readonly system: ActorSystem,
    readonly server: ControlServer,
    readonly tom: Ref<Cat>,
    /** Of the first version. */
    readonly Cat: ReturnType<typeof firstCat>,
    /** Ends the census that was begun. */
    readonly endCensus: (n: number) => void,
    readonly terminal: FakeTerminal,
  ) {}

  static async open(): Promise<Zoo> {
    const folder = await TempFolder.make()
    const system = await ActorSystem.start()
    let endCensus!: (n: number) => void
    const Cat = firstCat(new Promise<number>((resolve) => void (endCensus = resolve)))
    const tom = await system.spawn(Cat, ['Tom'], { name: 'tom' })
    const server = await serveControl(system, { path: join(folder.path, 'run', 'zoo.sock') })
    const terminal = new FakeTerminal({ cwd: folder.path, folder: join(folder.path, 'run') })
    return new Zoo(folder, system, server, tom, Cat, endCensus, terminal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
    await this.system.stop()
    await this.folder[Symbol.asyncDispose]()
  }
}
