import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill } from '../still.js'

/** Notes what it is told, and by whom. */
function makeWitness(seen: unknown[]) {
  @actor({ name: 'Witness', version: '1.0.0' })
  class Witness extends Actor {
    @oneway() see(what: unknown): Oneway {
      seen.push([what, this.sender?.pid ?? null])
    }
    @request() whoAsks() {
      return this.sender?.pid ?? null
    }
  }
  return Witness
}

test('one message at a time: an asynchronous method holds its instance until it settles', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() async sleep(): Promise<Oneway> {
      log.push('asleep')
      await door.opened
      log.push('awake')
    }
    @oneway() meow(): Oneway {
      log.push('meow')
    }
  }
  const tom = await system.spawn(Cat)
  tom.sleep()
  tom.meow()
  await settle()
  expect(log).toEqual(['asleep'])
  door.open()
  await settle()
  expect(log).toEqual(['asleep', 'awake', 'meow'])
})

test('messages of one sender arrive in the order in which they were sent, requests and oneways alike', async () => {
  const { system } = await startStill()
  const seen: number[] = []
  @actor({ version: '1.0.0' })
  class Listener extends Actor {
    @oneway() tell(n: number): Oneway {
      seen.push(n)
    }
    @request() async ask(n: number) {
      await null
      seen.push(n)
    }
  }
  @actor({ version: '1.0.0' })
  class Speaker extends Actor {
    @request() async speak(to: { tell(n: number): void; ask(n: number): Promise<void> }) {
      const answers: Promise<void>[] = []
      for (let n = 0; n < 300; n++) {
        if (n % 3 === 0) answers.push(to.ask(n))
        else to.tell(n)
      }
      await Promise.all(answers)
    }
  }
  const listener = await system.spawn(Listener)
  await (await system.spawn(Speaker)).speak(listener)
  await settle()
  expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => n))
})

test('the sender is known in a method, after its await, in a start and in a constructor; outside of instances there is none', async () => {
  const { system } = await startStill()
  const seen: unknown[] = []
  const Witness = makeWitness(seen)
  const witness = await system.spawn(Witness)
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor() {
      super()
      witness.see('constructor')
    }
    start() {
      witness.see('start')
    }
    @request() async tell() {
      witness.see('before')
      await null
      witness.see('after')
      await new Promise<void>((resolve) => setImmediate(resolve))
      return witness.whoAsks()
    }
  }
  const tom = await system.spawn(Cat)
  expect(await tom.tell()).toBe(tom.pid)
  witness.see('outside')
  await settle()
  expect(seen).toEqual([
    ['constructor', tom.pid],
    ['start', tom.pid],
    ['before', tom.pid],
    ['after', tom.pid],
    ['outside', null],
  ])
})

test('this.sender is a ref that can be answered, and stays known across an await', async () => {
  const { system } = await startStill()
  const heard: string[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() async greet(): Promise<Oneway> {
      await null
      ;(this.sender as unknown as { onGreeting(text: string): void }).onGreeting('meow')
    }
  }
  @actor({ version: '1.0.0' })
  class Owner extends Actor {
    @oneway() callFor(cat: { greet(): void }): Oneway {
      cat.greet()
    }
    @oneway() onGreeting(text: string): Oneway {
      heard.push(text)
    }
  }
  const owner = await system.spawn(Owner)
  owner.callFor(await system.spawn(Cat))
  await settle()
  expect(heard).toEqual(['meow'])
})

test('what a message sets off outside of it has no sender: a timer of the event loop that began elsewhere, another message', async () => {
  const { system } = await startStill()
  const seen: unknown[] = []
  const witness = await system.spawn(makeWitness(seen))
  const door = makeDoor()
  void door.opened.then(() => witness.see('continuation from outside'))
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() open(): Oneway {
      door.open()
    }
    @oneway() async pass(to: { meow(): void }): Promise<Oneway> {
      to.meow()
    }
    @oneway() meow(): Oneway {
      witness.see('meow')
    }
  }
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  tom.open()
  await settle()
  tom.pass(tim)
  await settle()
  expect(seen).toEqual([
    ['continuation from outside', null],
    ['meow', tim.pid],
  ])
})

test('a request that would wait for itself is refused at once, and names the cycle', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() next: { ask(): Promise<unknown> } | null = null
    @request() setNext(next: { ask(): Promise<unknown> }) {
      this.next = next
    }
    @request() async ask(): Promise<unknown> {
      return this.next!.ask()
    }
  }
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  await Promise.all([tom.setNext(tim), tim.setNext(tom)])
  const error = await failureOf(tom.ask())
  expect(error.code).toBe('cycle')
  expect(error.facts.cycle).toBe(`Cat ${tom.pid} -> Cat ${tim.pid} -> Cat ${tom.pid}`)
  await tom.setNext(tom)
  expect((await failureOf(tom.ask())).facts.cycle).toBe(`Cat ${tom.pid} -> Cat ${tom.pid}`)
})

test('arguments beyond those that the fast paths know arrive whole and in order', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() echo(...args: unknown[]) {
      return args
    }
  }
  const tom = await system.spawn(Cat)
  for (const args of [[], [1], [1, undefined], [1, null, 3], [1, 2, 3, 4, 5]]) {
    expect(await tom.echo(...args)).toEqual(args)
  }
})

test('what runs for one instance is never taken for what another one has sent', async () => {
  const { system } = await startStill()
  const seen: unknown[] = []
  const witness = await system.spawn(makeWitness(seen))
  @actor({ version: '1.0.0' })
  class Worker extends Actor {
    // No async method: nothing tells, after its first wait, on whose behalf it goes on.
    @oneway() work(): Oneway {
      void Promise.resolve().then(() => witness.see('work'))
    }
  }
  @actor({ version: '1.0.0' })
  class Boss extends Actor {
    @request() async order(worker: { work(): void }) {
      await null
      worker.work()
    }
  }
  const [worker, boss] = [await system.spawn(Worker), await system.spawn(Boss)]
  await boss.order(worker)
  await settle()
  expect(seen).toHaveLength(1)
  expect(seen).not.toEqual([['work', boss.pid]])
})
