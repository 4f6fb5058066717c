// Each message knows on whose behalf it was sent. A conversation without end must not keep all of itself in memory by that.

import { expect, test } from 'vitest'
import { Actor, actor, ActorSystem, oneway, type Oneway, type Ref } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { makeDoor } from '../still.js'

/** Two who play a ball to and fro, a new one each time; the last one is held until `until`. */
function makePlayer(balls: WeakRef<object>[], until: Promise<void>) {
  @actor({ version: '1.0.0' })
  class Player extends Actor {
    @oneway() play(ball: object, left: number, other: Ref<Player>): Oneway {
      balls.push(new WeakRef(ball))
      if (left === 0) this.self(Player).hold(ball)
      else other.play({ left }, left - 1, this.self(Player))
    }
    @oneway() async playSoon(ball: object, left: number, other: Ref<Player>): Promise<Oneway> {
      balls.push(new WeakRef(ball))
      await null
      if (left === 0) this.self(Player).hold(ball)
      else other.playSoon({ left }, left - 1, this.self(Player))
    }
    @oneway() async hold(_ball: object): Promise<Oneway> {
      await until
    }
  }
  return Player
}

test.each(['play', 'playSoon'] as const)(
  'messages that have been handled are forgotten while what follows from them is under way: %s',
  async (play) => {
    await using system = await ActorSystem.start()
    const door = makeDoor()
    const balls: WeakRef<object>[] = []
    const Player = makePlayer(balls, door.opened)
    const [one, other] = [await system.spawn(Player), await system.spawn(Player)]
    one[play]({}, 200, other)
    for (let turn = 0; turn < 5; turn++) {
      await settle()
      globalThis.gc!()
    }
    expect(balls).toHaveLength(201)
    // The last one is held, and a few before it may be in registers of the engine.
    expect(balls.filter((ball) => ball.deref() !== undefined).length).toBeLessThan(5)
    door.open()
  },
)
