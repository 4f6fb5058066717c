// The services of a system, by token. To extend the framework, subclass one and rebind it:
// `ActorSystem.start({ configure: (container) => container.rebind(CLOCK).toConstantValue(new MyClock()) })`.

export const CLOCK = Symbol.for('instar.Clock')
export const SCHEDULER = Symbol.for('instar.Scheduler')
export const RANDOM = Symbol.for('instar.Random')
export const DISPATCHER = Symbol.for('instar.Dispatcher')
export const EVENTS = Symbol.for('instar.EventBus')
export const SUPERVISION = Symbol.for('instar.Supervision')
