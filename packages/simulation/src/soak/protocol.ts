// What goes over the sockets: JSON, a line each. What is asked is numbered by its connection from 1 on; a request is answered
// under its number, a oneway is not.

export type Op =
  /** Requests: what comes back is foretold by who asks. */
  | 'ping'
  | 'deposit'
  | 'slow'
  | 'sum'
  | 'say'
  | 'chain'
  | 'work'
  | 'tariff'
  /** Oneways: that they have arrived shows in what comes back later. */
  | 'note'
  | 'chant'

export interface Answerable {
  readonly op: Op
  /** The name of the account, room or worker that is meant. */
  readonly who: string
  readonly word: number
  /** In a room: who speaks, and the how manieth word it is. */
  readonly member: string
  readonly at: number
}

export interface Asked extends Answerable {
  readonly n: number
}

export type Answer = { readonly n: number; readonly value: number } | { readonly n: number; readonly failed: string }

/** Whether an op is answered. */
export function isAnswered(op: Op): boolean {
  return op !== 'note' && op !== 'chant'
}

/** The names of those who are asked. */
export const names = {
  account: (i: number): string => `account-${i}`,
  room: (i: number): string => `room-${i}`,
  worker: (i: number): string => `worker-${i}`,
}
