// The composition root: which service stands behind which token.

import { Container } from 'inversify'
import { demand } from '../protocol/demands.js'
import { isThenable } from '../base/promises.js'
import { Clock, SystemClock } from '../base/clock.js'
import { Random, SystemRandom } from '../base/random.js'
import { Scheduler, SystemScheduler } from '../base/scheduler.js'
import { Dispatcher } from '../mailbox/dispatcher.js'
import { EventBus } from '../observe/event-bus.js'
import { Supervision } from '../supervision/supervision.js'
import { CLOCK, DISPATCHER, EVENTS, RANDOM, SCHEDULER, SUPERVISION } from './tokens.js'

export function composeContainer(configure: ((container: Container) => void) | undefined): Container {
  const container = new Container()
  container.bind<Clock>(CLOCK).toConstantValue(new SystemClock())
  container.bind<Scheduler>(SCHEDULER).toConstantValue(new SystemScheduler())
  container.bind<Random>(RANDOM).toConstantValue(new SystemRandom())
  container.bind<EventBus>(EVENTS).toConstantValue(new EventBus())
  container.bind<Supervision>(SUPERVISION).toConstantValue(new Supervision())
  container
    .bind<Dispatcher>(DISPATCHER)
    .toDynamicValue((context) => new Dispatcher(context.get<Clock>(CLOCK), context.get<Scheduler>(SCHEDULER)))
    .inSingletonScope()
  const configured: unknown = configure?.(container)
  demand(
    configured === undefined || configured === null || !isThenable(configured),
    'configure',
    'asynchronous',
    'nobody would wait for: fetch what it needs before, and bind it then',
  )
  return container
}
