// nact: stateful actors as its documents show them; a query carries the temporary reference that takes the answer.

import { dispatch, query, type Ref, spawn, start, stop } from 'nact'
import { messagingWorks } from '../messaging.js'
import { tally } from '../tally.js'

const system = start()
const patience = 60_000

interface Kitten {
  name: string
  age: number
  x: number
  y: number
  lives: number
}

type KittenMessage =
  | { type: 'declareBirthday' }
  | { type: 'getAge'; sender: Ref<number> }
  | { type: 'feed'; amount: number; sender: Ref<number> }

function beKitten(state: Kitten, message: KittenMessage): Kitten {
  if (message.type === 'declareBirthday') return { ...state, age: state.age + 1 }
  if (message.type === 'getAge') {
    dispatch(message.sender, state.age)
    return state
  }
  const lives = state.lives + message.amount
  dispatch(message.sender, lives)
  return { ...state, lives }
}

type PasserMessage =
  | { type: 'follow'; next: Ref<PasserMessage> }
  | { type: 'note' }
  | { type: 'tell' }
  | { type: 'hop'; left: number }

interface Place {
  next: Ref<PasserMessage> | null
}

function bePasser(state: Place, message: PasserMessage): Place {
  if (message.type === 'follow') return { next: message.next }
  if (message.type === 'tell') dispatch(state.next!, { type: 'note' })
  else tally.one()
  if (message.type === 'hop' && message.left > 1) dispatch(state.next!, { type: 'hop', left: message.left - 1 })
  return state
}

// Names of its own choice are random numbers of 31 bits, of which a hundred thousand would collide.
let born = 0
const nextName = (): string => `actor-${(born += 1)}`

export const works = messagingWorks<Ref<KittenMessage>, Ref<PasserMessage>>({
  bearKitten: (name, age) =>
    spawn(system, beKitten, nextName(), { initialState: { name, age, x: 0, y: 0, lives: 9 } }) as Ref<KittenMessage>,
  endKitten: (one) => stop(one),
  declareBirthday: (one) => dispatch(one, { type: 'declareBirthday' }),
  getAge: (one) => query(one, (sender: Ref<number>) => ({ type: 'getAge', sender }) as const, patience),
  feed: (one, amount) => query(one, (sender: Ref<number>) => ({ type: 'feed', amount, sender }) as const, patience),
  bearPasser: () => spawn(system, bePasser, nextName(), { initialState: { next: null } }) as Ref<PasserMessage>,
  follow: (one, next) => dispatch(one, { type: 'follow', next }),
  note: (one) => dispatch(one, { type: 'note' }),
  tell: (one) => dispatch(one, { type: 'tell' }),
  hop: (one, left) => dispatch(one, { type: 'hop', left }),
})
