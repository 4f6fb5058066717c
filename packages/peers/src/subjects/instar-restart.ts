// instar: a supervisor whose child crashes again and again; each time it is asked for the new one, which answers.

import { Actor, actor, ActorSystem, oneway, type Oneway, type Ref, request } from '@instar/core'
import { child, Supervisor } from '@instar/classes'
import type { Prepare } from '../work.js'

@actor({ version: '1.0.0' })
class Fragile extends Actor {
  @oneway() crash(): Oneway {
    throw new Error('crash')
  }

  @request() isWell(): boolean {
    return true
  }
}

@actor({ version: '1.0.0' })
class Keeper extends Supervisor {
  override children() {
    return [child('tom', Fragile, [])]
  }

  override intensity() {
    return { restarts: 1_000_000, withinMs: 1000 }
  }
}

export const restart: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const keeper = await system.spawn(Keeper)
  return {
    async run() {
      let done = 0
      while (done < count) {
        const before = (await keeper.childNow('tom'))!.ref as Ref<Fragile>
        before.crash()
        await before.exited
        const next = await successor(keeper, before)
        if (await next.isWell()) done += 1
      }
      return done
    },
    end: () => system.stop(),
  }
}

async function successor(keeper: Ref<Keeper>, before: Ref<Fragile>): Promise<Ref<Fragile>> {
  for (;;) {
    const ref = (await keeper.childNow('tom'))?.ref as Ref<Fragile> | null | undefined
    if (ref !== undefined && ref !== null && ref !== before) return ref
  }
}
