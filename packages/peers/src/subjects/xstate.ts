// xstate: actors of `fromTransition`, its lightest logic with a state. It has no requests of its own; the event carries
// the function that takes the answer.

import { type Actor, createActor, fromTransition } from 'xstate'
import { messagingWorks } from '../messaging.js'
import { tally } from '../tally.js'

interface Kitten {
  name: string
  age: number
  x: number
  y: number
  lives: number
}

type KittenEvent =
  | { type: 'declareBirthday' }
  | { type: 'getAge'; reply: (age: number) => void }
  | { type: 'feed'; amount: number; reply: (lives: number) => void }

const kitten = fromTransition(
  (state: Kitten, event: KittenEvent): Kitten => {
    if (event.type === 'declareBirthday') return { ...state, age: state.age + 1 }
    if (event.type === 'getAge') event.reply(state.age)
    // The events of the library itself, like that of the stop, come here too.
    if (event.type !== 'feed') return state
    const lives = state.lives + event.amount
    event.reply(lives)
    return { ...state, lives }
  },
  ({ input }: { input: { name: string; age: number } }): Kitten => ({ ...input, x: 0, y: 0, lives: 9 }),
)

interface Place {
  next: Actor<typeof passer> | null
}

type PasserEvent =
  | { type: 'follow'; next: unknown }
  | { type: 'note' }
  | { type: 'tell' }
  | { type: 'hop'; left: number }

const passer = fromTransition(
  (state: { next: unknown }, event: PasserEvent): { next: unknown } => {
    if (event.type === 'follow') return { next: event.next }
    const next = state.next as Place['next']
    if (event.type === 'tell') next!.send({ type: 'note' })
    if (event.type === 'note' || event.type === 'hop') tally.one()
    if (event.type === 'hop' && event.left > 1) next!.send({ type: 'hop', left: event.left - 1 })
    return state
  },
  { next: null },
)

export const works = messagingWorks<Actor<typeof kitten>, Actor<typeof passer>>({
  bearKitten: (name, age) => createActor(kitten, { input: { name, age } }).start(),
  endKitten: (one) => one.stop(),
  declareBirthday: (one) => one.send({ type: 'declareBirthday' }),
  getAge: (one) => new Promise((reply) => one.send({ type: 'getAge', reply })),
  feed: (one, amount) => new Promise((reply) => one.send({ type: 'feed', amount, reply })),
  bearPasser: () => createActor(passer).start(),
  follow: (one, next) => one.send({ type: 'follow', next }),
  note: (one) => one.send({ type: 'note' }),
  tell: (one) => one.send({ type: 'tell' }),
  hop: (one, left) => one.send({ type: 'hop', left }),
})
