// A base class that traces every message of its descendants, as a user writes it: the trace goes to an instance that keeps it.

import {
  Actor,
  actor,
  attribute,
  type MessageInfo,
  oneway,
  type Oneway,
  type Pid,
  type Ref,
  request,
} from '@instar/core'
import { assertPurged, startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { child, Describable, Supervisor } from '../../src/index.js'

/** What became of a message. */
type Outcome = 'answered' | 'failed'

interface Entry {
  readonly class: string
  readonly method: string
  readonly sender: Pid | null
  readonly outcome: Outcome
  readonly by: string
}

@actor({ version: '1.0.0' })
class Tracer extends Actor {
  @attribute({ initial: () => [] }) entries!: Entry[]
  @oneway() note(entry: Entry): Oneway {
    this.entries.push(entry)
  }
  @request({ const: true }) all() {
    return [...this.entries]
  }
}

/** The base class. The tracer is looked up by name: instances that are born anew find it, too. */
function makeTraced(version = '1.0.0') {
  @actor({ name: 'Traced', version })
  abstract class Traced extends Actor {
    around({ method, sender }: MessageInfo, proceed: () => unknown): unknown {
      const note = (outcome: Outcome): void =>
        this.system.whereis('tracer', Tracer)?.note({
          class: this.self(Traced).className,
          method,
          sender,
          outcome,
          by: version,
        })
      try {
        const result = proceed()
        if (!(result instanceof Promise)) {
          note('answered')
          return result
        }
        return result.finally(() => note('answered'))
      } catch (error) {
        note('failed')
        throw error
      }
    }
  }
  return Traced
}

function makeAccount(Traced: ReturnType<typeof makeTraced>, version = '1.0.0') {
  @actor({ name: 'Account', version })
  class Account extends Traced {
    @attribute({ initial: 0 }) cents!: number
    @attribute({ initial: version }) edition!: string
    @oneway() put(cents: number): Oneway {
      this.cents += cents
    }
    @request() async take(cents: number) {
      await Promise.resolve()
      this.cents -= cents
      return this.cents
    }
    @request({ const: true }) balance() {
      return this.cents
    }
    @oneway() putEvery(ms: number, cents: number): Oneway {
      this.every(ms, Account).put(cents)
    }
    @oneway() lose(): Oneway {
      throw new Error('all is lost')
    }
  }
  return Account
}

async function tracing(kit: TestSystem) {
  const tracer = await kit.system.spawn(Tracer, [], { name: 'tracer' })
  const Traced = makeTraced()
  const account = await kit.system.spawn(makeAccount(Traced))
  const methods = async (): Promise<string[]> => (await tracer.all()).map(({ method }) => method)
  return { tracer, Traced, account, methods }
}

test('requests, oneways and timers of an heir are traced, with method, sender and outcome', async () => {
  await using kit = await startTestSystem()
  const { tracer, account, methods } = await tracing(kit)
  account.put(100)
  expect(await account.take(30)).toBe(70)
  account.putEvery(1000, 1)
  await kit.advance(2500)
  expect(await account.balance()).toBe(72)
  expect(await methods()).toEqual(['put', 'take', 'putEvery', 'put', 'put', 'balance'])
  expect((await tracer.all()).map(({ sender }) => sender)).toEqual([null, null, null, account.pid, account.pid, null])
})

test('a crash is traced, passes through, and ends the instance in the name of the method', async () => {
  await using kit = await startTestSystem()
  const { tracer, account } = await tracing(kit)
  account.lose()
  await kit.settle()
  expect(await tracer.all()).toMatchObject([{ class: 'Account', method: 'lose', outcome: 'failed' }])
  expect(await account.exited).toMatchObject({ type: 'crashed', method: 'lose' })
  expect(kit.events.of('crashed')).toHaveLength(1)
})

test('an upgrade of the base, of an heir, and of both at once is followed by the traces of living instances, up and down', async () => {
  await using kit = await startTestSystem()
  const { tracer, account, Traced } = await tracing(kit)
  const step = async (...classes: Parameters<typeof kit.system.upgrade>[0][]): Promise<void> => {
    const report = await kit.system.upgrade(classes.flat() as never, { purge: 'soft' })
    expect(report.outcome).toBe('committed')
    account.put(1)
    await kit.settle()
  }
  const Next = makeTraced('2.0.0')
  await step(Next)
  assertPurged(kit.system, 'Traced')
  await step(makeAccount(Next, '2.0.0'))
  await step(Traced)
  const Last = makeTraced('3.0.0')
  await step(Last, makeAccount(Last, '3.0.0'))
  assertPurged(kit.system, 'Account')
  expect((await tracer.all()).map(({ method, by }) => `${method} ${by}`)).toEqual([
    'put 2.0.0',
    'put 2.0.0',
    'put 1.0.0',
    'put 3.0.0',
  ])
  expect(await account.balance()).toBe(4)
})

test('upgraded under load, in fifty orders, every message is traced once', async () => {
  for (let seed = 0; seed < 50; seed++) {
    await using kit = await startTestSystem({ seed })
    const { tracer, account } = await tracing(kit)
    const taken: Promise<number>[] = []
    for (let i = 0; i < 10; i++) {
      account.put(1)
      taken.push(account.take(1))
    }
    const upgrade = kit.system.upgrade(makeTraced('2.0.0'))
    for (let i = 0; i < 10; i++) account.put(1)
    expect((await upgrade).outcome).toBe('committed')
    await Promise.all(taken)
    await kit.settle()
    const methods = (await tracer.all()).map(({ method }) => method)
    expect(methods.toSorted()).toEqual([...Array<string>(20).fill('put'), ...Array<string>(10).fill('take')])
  }
})

test('as a trait it traces a class of the library: a supervisor with the end of its child, and the child that comes instead', async () => {
  await using kit = await startTestSystem()
  const { tracer, Traced } = await tracing(kit)
  const Account = makeAccount(Traced)
  @actor({ version: '1.0.0', traits: [Traced, Describable] })
  class Bank extends Supervisor {
    override children() {
      return [child('account', Account, [], { name: 'account' })]
    }
  }
  interface Bank extends Describable {}
  const bank = await kit.system.spawn(Bank)
  kit.system.whereis('account', Account)!.lose()
  await kit.settle()
  bank.setDescription('sound')
  kit.system.whereis('account', Account)!.put(1)
  await kit.settle()
  expect((await tracer.all()).map(({ class: name, method }) => `${name} ${method}`)).toEqual([
    'Account lose',
    'Bank childEnded',
    'Bank setDescription',
    'Account put',
  ])
})

test('a base may refuse what a message asks for, whatever its heirs do', async () => {
  await using kit = await startTestSystem()
  @actor({ version: '1.0.0' })
  abstract class Guarded extends Actor {
    /** Who may send what; everybody anything, unless an heir says otherwise. */
    mayCall(_method: string, _senderClass: string | null): boolean {
      return true
    }
    around({ method, senderClass }: MessageInfo, proceed: () => unknown): unknown {
      if (!this.mayCall(method, senderClass)) throw new Error(`${senderClass ?? 'outside'} may not call ${method}`)
      return proceed()
    }
  }
  @actor({ version: '1.0.0' })
  class Safe extends Guarded {
    override mayCall(method: string, senderClass: string | null): boolean {
      return method !== 'open' || senderClass === 'Owner'
    }
    @request() open() {
      return 'gold'
    }
  }
  @actor({ version: '1.0.0' })
  class Owner extends Actor {
    @request() ask(safe: Ref<Safe>) {
      return safe.open()
    }
  }
  const safe = await kit.system.spawn(Safe)
  await expect(safe.open()).rejects.toThrow('outside may not call open')
  expect(await (await kit.system.spawn(Owner)).ask(safe)).toBe('gold')
})
