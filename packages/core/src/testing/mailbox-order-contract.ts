// What every order of mailboxes promises.

import { ok, strictEqual } from 'node:assert'
import { inspect } from 'node:util'
import type { Pid } from '../base/ids.js'
import type { MailboxOrder } from '../mailbox/order.js'
import type { MessageInfo } from '../protocol/message-info.js'
import type { ContractSuite } from './contract.js'

/** What anybody may send: arguments are whatever the sender has, an untyped sender above all. */
const argumentLists = (): unknown[][] => [
  [],
  [undefined],
  [null],
  [Number.NaN, -0, Infinity, 10n],
  ['', 'text', Symbol('sign')],
  [{}, [], new Map(), Object.create(null)],
  [() => 'called', Promise.resolve()],
  Array.from({ length: 100 }, (_, i) => i),
]

const senders: readonly Pick<MessageInfo, 'sender' | 'senderClass'>[] = [
  { sender: null, senderClass: null },
  { sender: '<0.7>' as Pid, senderClass: 'Somebody' },
]

/**
 * The contract of orders of mailboxes. `messages` are such as the order is made for: they are tried beside those that it may
 * never have heard of.
 */
export function mailboxOrderContract(
  makeOrder: () => MailboxOrder,
  messages: readonly MessageInfo[] = [],
): ContractSuite {
  const tried = (): MessageInfo[] => [
    ...messages,
    ...anyMessages([...messages.map(({ method }) => method), 'unheardOf']),
  ]
  return {
    name: 'an order of mailboxes',
    cases: [
      {
        title: 'every message has a priority, which is a number, whatever its method, its arguments and its sender',
        run: async () => {
          const order = makeOrder()
          for (const message of tried()) demandNumber(message, order.priorityOf(message))
        },
      },
      {
        title: 'who looks at a message leaves it and its arguments as they are',
        run: async () => {
          const order = makeOrder()
          for (const message of tried()) leavesAlone(order, message)
        },
      },
    ],
  }
}

function anyMessages(methods: readonly string[]): MessageInfo[] {
  return methods.flatMap((method) =>
    (['request', 'oneway'] as const).flatMap((kind) =>
      argumentLists().flatMap((args) => senders.map((sender) => ({ method, kind, args, ...sender }))),
    ),
  )
}

function demandNumber({ method, args }: MessageInfo, priority: unknown): void {
  const isNumber = typeof priority === 'number' && !Number.isNaN(priority)
  ok(isNumber, `${method} with ${args.length} arguments has the priority ${String(priority)}`)
}

function leavesAlone(order: MailboxOrder, message: MessageInfo): void {
  const look = (): string => inspect(message, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity })
  const before = look()
  order.priorityOf(message)
  strictEqual(look(), before, `${message.method} is another one afterwards`)
}
