// What the ops of the protocol do: a plain function, loaded anew with each release.

import type { Answerable } from '../protocol.js'
import core = require('@instar/core')
import desk = require('./desk.cjs')

type Sends = Readonly<Record<string, (...args: unknown[]) => unknown>>

/** Does what a line asks for, and gives its answer. Rejects as the instances do that it asks. */
function serve(system: core.ActorSystem, asked: Answerable): unknown {
  const at = (name: string): Sends => {
    const found = system.whereis(name)
    // A worker that has crashed is away until its supervisor has borne it again.
    if (found === undefined) throw Object.assign(new Error(`${name} is away`), { code: 'away' })
    return found as unknown as Sends
  }
  switch (asked.op) {
    case 'ping':
      return asked.word
    case 'deposit':
    case 'note':
      return at(asked.who)[asked.op]!(asked.word)
    case 'slow':
      return at(asked.who)['slow']!(asked.word, asked.word % 8)
    case 'sum':
      return at(asked.who)['read']!()
    case 'say':
    case 'chant':
      return at(asked.who)[asked.op]!(asked.member, asked.at, asked.word)
    case 'chain':
      return at(asked.who)['read']!(asked.member)
    case 'work':
      return at(asked.who)['work']!(asked.word)
    case 'tariff':
      return desk.Desk.tariff(asked.word)
  }
}

/** The code of an error, for the other end. */
function codeOf(error: unknown): string {
  return core.isInstarError(error) ? error.code : String((error as { code?: unknown } | null)?.code ?? error)
}

export = { serve, codeOf }
