// effect: an actor is an unbounded queue drained by a fiber, batch by batch; a request carries a Deferred. Whoever sends
// many requests is an effect itself, so that no promise stands between.

import { Deferred, Effect, Exit, Fiber, Queue } from 'effect'
import { messagingWorks } from '../messaging.js'
import { tally } from '../tally.js'

interface EffectActor<M> {
  readonly mailbox: Queue.Queue<M>
  readonly fiber: Fiber.Fiber<unknown>
}

function bear<M>(handle: (message: M) => void): EffectActor<M> {
  const mailbox = Effect.runSync(Queue.unbounded<M>())
  const handleAll = Effect.map(Queue.takeAll(mailbox), (messages) => messages.forEach(handle))
  return { mailbox, fiber: Effect.runFork(Effect.forever(handleAll, { disableYield: true })) }
}

type KittenMessage =
  | { readonly type: 'declareBirthday' }
  | { readonly type: 'getAge'; readonly reply: Deferred.Deferred<number> }
  | { readonly type: 'feed'; readonly amount: number; readonly reply: Deferred.Deferred<number> }

function bearKitten(name: string, age: number): EffectActor<KittenMessage> {
  const kitten = { name, age, x: 0, y: 0, lives: 9 }
  return bear((message) => {
    if (message.type === 'declareBirthday') kitten.age += 1
    else if (message.type === 'getAge') Deferred.doneUnsafe(message.reply, Exit.succeed(kitten.age))
    else Deferred.doneUnsafe(message.reply, Exit.succeed((kitten.lives += message.amount)))
  })
}

function feed({ mailbox }: EffectActor<KittenMessage>, amount: number): Effect.Effect<number> {
  const reply = Deferred.makeUnsafe<number>()
  Queue.offerUnsafe(mailbox, { type: 'feed', amount, reply })
  return Deferred.await(reply)
}

function getAge({ mailbox }: EffectActor<KittenMessage>): Effect.Effect<number> {
  const reply = Deferred.makeUnsafe<number>()
  Queue.offerUnsafe(mailbox, { type: 'getAge', reply })
  return Deferred.await(reply)
}

type PasserMessage = { readonly type: 'note' | 'tell' } | { readonly type: 'hop'; readonly left: number }

interface Passer {
  next: Passer | null
  readonly actor: EffectActor<PasserMessage>
}

function bearPasser(): Passer {
  const actor = bear<PasserMessage>((message) => {
    if (message.type === 'tell') send(passer.next!, { type: 'note' })
    else tally.one()
    if (message.type === 'hop' && message.left > 1) send(passer.next!, { type: 'hop', left: message.left - 1 })
  })
  const passer: Passer = { next: null, actor }
  return passer
}

const send = (passer: Passer, message: PasserMessage) => void Queue.offerUnsafe(passer.actor.mailbox, message)

export const works = messagingWorks<EffectActor<KittenMessage>, Passer>({
  bearKitten,
  endKitten: ({ fiber }) => Effect.runPromise(Fiber.interrupt(fiber)),
  declareBirthday: ({ mailbox }) => void Queue.offerUnsafe(mailbox, { type: 'declareBirthday' }),
  getAge: (kitten) => Effect.runPromise(getAge(kitten)),
  feed: (kitten, amount) => Effect.runPromise(feed(kitten, amount)),
  feedOften: (kitten, times) =>
    Effect.runPromise(
      Effect.gen(function* () {
        for (let i = 0; i < times; i++) yield* feed(kitten, 1)
      }),
    ),
  bearPasser,
  follow: (passer, next) => (passer.next = next),
  note: (passer) => send(passer, { type: 'note' }),
  tell: (passer) => send(passer, { type: 'tell' }),
  hop: (passer, left) => send(passer, { type: 'hop', left }),
})
