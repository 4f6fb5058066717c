// The catalogue: everything that can go wrong, in one place, each with what happened, to whom, and what to do.
// `fail` makes the error; the code is what programs switch over, `facts` what they read.

import { type CatalogueEntry, type Facts, InstarError } from '../base/errors.js'

export const catalogue = {
  // ---- the ends of a request -------------------------------------------------------------------------------------
  timeout: {
    message: '{class} {pid} did not answer {method} within {ms} ms (the call {stage}).',
    advice: 'Give the call more time with `ref.with({ timeout })`, or look at what the instance does with `inspect`.',
  },
  aborted: {
    message: 'The call of {method} on {class} {pid} was aborted by its caller (the call {stage}).',
    advice: '',
  },
  'no-such-instance': {
    message: '{class} {pid} is no more: it {exit}.',
    advice: 'Watch `ref.exited` to learn of an exit, or look the instance up by name for each call.',
  },
  exited: {
    message: '{class} {pid} ended before it answered {method}: it {exit}.',
    advice: '',
  },
  'no-such-method': {
    message: '{class} {version} has no method {method}.',
    advice: 'Another version of the class may have it: ask `system.classes` for what is current.',
  },
  cycle: {
    message: '{method} of {class} {pid} would wait for itself: {cycle}.',
    advice: 'Make one of the calls a oneway, or answer by a message of its own.',
  },
  purged: {
    message: '{method} of {class} {version} was purged while it ran.',
    advice: 'Its generation was purged hard. Call again to reach the current one.',
  },
  'purged-binding': {
    message: 'A function bound to {method} of {class} {version} was called after that version was purged.',
    advice: 'Hand out `this.callback(name)` instead: it always calls what is current.',
  },
  // ---- births ----------------------------------------------------------------------------------------------------
  'not-spawned': {
    message: 'An instance of {class} was made with `new`.',
    advice: 'Actor classes become instances by `system.spawn({class}, [...])` or, inside an instance, `this.spawn`.',
  },
  'start-failed': {
    message: '{class} {pid} could not be started: {step} threw {error}.',
    advice: 'The cause is chained.',
  },
  'start-timeout': {
    message: '{class} {pid} was not started within {ms} ms: {step} has not ended.',
    advice: 'Give it more time with the option `timeout` of spawn, or do the slow work in a oneway that start() sends.',
  },
  'invalid-attribute': {
    message: '{class} {pid} was born with an invalid attribute: {issues}.',
    advice: 'The constructor has to leave every attribute as its schema demands.',
  },
  'define-semantics': {
    message:
      '{class} was compiled with define semantics for its fields: {attributes} on the instance hide the attributes of the class.',
    advice:
      'Set `"useDefineForClassFields": false` in the tsconfig (with Babel: `setPublicClassFields`) and compile again.',
  },
  'trait-unconstructed': {
    message: '{class} {pid} was born without its trait {trait}.',
    advice:
      'The constructor of {trait} takes arguments: call `this.construct({trait}, [...])` in the constructor of {class}.',
  },
  'trait-constructed-twice': {
    message: '{class} constructs its trait {trait} a second time.',
    advice:
      'A trait is constructed once: by itself where its constructor takes no argument, else by one `this.construct`.',
  },
  'not-a-trait': {
    message: '{class} has no trait {trait}.',
    advice: 'Name it in `@actor({ traits: [{trait}] })`.',
  },
  'name-taken': {
    message: 'The name {name} is taken by {class} {pid}.',
    advice: 'Choose another name, or look the instance up with `system.whereis`.',
  },
  // ---- classes ---------------------------------------------------------------------------------------------------
  'not-an-actor': {
    message: '{class} is not an actor class.',
    advice: 'Extend Actor and decorate the class with `@actor({ version })`.',
  },
  'bad-class': {
    message: '{class} cannot be registered:\n{defects}',
    advice: '',
  },
  'unknown-class': {
    message: 'No actor class {class} is known to this system.',
    advice: 'Spawn an instance of it, or register it with `system.register({class})`.',
  },
  'stale-class': {
    message: '{class} {version} is not what runs: {current} does.',
    advice: 'Upgrade with `await system.upgrade({class})` first; spawning never changes the version of a class.',
  },
  'shared-class': {
    message: '{class} is used by another system of this process, with another generation of its superclass {parent}.',
    advice: 'A class value has one superclass link. Let each system make its classes by a factory function of its own.',
  },
  'no-system': {
    message: 'No living system has the class {class}, whose static method {method} was called.',
    advice: 'Register the class first: `system.register({class})`.',
  },
  'no-static-call': {
    message: '{class} was asked for its callSignal outside of its static methods.',
    advice: 'Read it in a method decorated with @staticMethod().',
  },
  'ambiguous-system': {
    message:
      '{count} living systems have the class {class}, and its static method {method} was called outside of an instance.',
    advice: 'Say which one: `system.static({class}).{method}(...)`.',
  },
  'not-an-ancestor': {
    message: '{class} does not inherit from {ancestor}.',
    advice: '`this.as` takes a superclass or a trait of the instance.',
  },
  'const-write': {
    message: 'The const request {method} of {class} {pid} tried to change its attribute {attribute}.',
    advice: 'Const requests leave attributes as they are: take `const` away from the request, or the write out of it.',
  },
  'ended-instance': {
    message: '{class} {pid} has ended (it {exit}), but its method {method} goes on and touched {attribute}.',
    advice: 'Nothing that an ended instance does has an effect any more.',
  },
  quarantined: {
    message: '{class} {pid} is in quarantine: its migration failed with {error}.',
    advice: 'Give it a state that fits with `system.replaceState`, or stop it.',
  },
  'unknown-service': {
    message: '{class} asks for the service {token}, which nothing is bound to.',
    advice: 'Bind it in the option `configure` of ActorSystem.start.',
  },
  'bad-decorator': {
    message: 'The decorator @{decorator} was given no object of options.',
    advice: 'Write it with brackets, `@{decorator}()`, or with an object in them.',
  },
  // ---- systems and upgrades --------------------------------------------------------------------------------------
  'system-stopped': {
    message: 'The system {node} has been stopped.',
    advice: '',
  },
  'bad-option': {
    message: 'The option {option} is {value}, which {problem}.',
    advice: '',
  },
  'mailbox-full': {
    message: 'The mailbox of {class} {pid} is full ({capacity} messages): {method} was not taken.',
    advice: 'Send less, or give the class a larger `mailbox.capacity` or another `overflow`.',
  },
  'bad-order': {
    message: 'The order {order} of the mailbox of {class} {pid} {problem}: {method} was not taken.',
    advice: 'A MailboxOrder gives a number for every message, whatever its method and its arguments.',
  },
  'not-a-ref': {
    message: '{value} is no ref of an instance.',
    advice: 'Hand over what `spawn`, `whereis` or `instancesOf` gave.',
  },
  passive: {
    message: '{class} {pid} is passive and has no mailbox: {method} cannot be sent to it.',
    advice: 'Call the method on the passive instance itself.',
  },
  'not-passive': {
    message: '{value} is no passive instance that is in use.',
    advice: 'Hand over what `system.passive` gave.',
  },
  'bad-state': {
    message: 'The new state of {class} {pid} {problem}.',
    advice: 'Nothing has changed.',
  },
  'bad-snapshot': {
    message: 'This is no snapshot that could be revived here: {problem}.',
    advice: 'Hand over what `system.snapshot` gave, or a faithful copy of it.',
  },
  'unreachable-snapshot': {
    message: 'The state of {class} {pid} cannot be brought to the classes that run:\n{defects}',
    advice: '',
  },
  'failed-snapshot': {
    message: 'The state of {class} {pid} could not be brought to the classes that run: {error}.',
    advice: 'The cause is chained. Nothing has been born.',
  },
  'place-taken': {
    message: '{class} {pid} cannot be born a second time: its place has been taken, or given up.',
    advice: 'Reserve a place for each instance.',
  },
  'unknown-option': {
    message: '{of} has no option {option}.',
    advice: 'It has {known}.',
  },
  'bad-code': {
    message: '{name} could not be loaded: {problem}{place}.',
    advice: 'Nothing has changed.',
  },
  'bad-upgrade-test': {
    message: 'This is no upgrade that could be tested:\n{defects}',
    advice: '',
  },
  'bad-migration': {
    message: 'A migration is malformed: {problem}.',
    advice: '',
  },
} as const satisfies Record<string, CatalogueEntry>

export type FailureCode = keyof typeof catalogue

/** Every error of the framework; switch over `code`. */
export type Failure = InstarError<FailureCode>

/** What the promise of an abandoned static call is rejected with by a hard purge. */
export class PurgedError extends InstarError<'purged'> {
  override readonly name = 'PurgedError'

  constructor(facts: Facts) {
    super('purged', catalogue.purged, facts)
  }
}

export function fail(code: Exclude<FailureCode, 'purged'>, facts: Facts, cause?: unknown): Failure {
  return new InstarError<FailureCode>(code, catalogue[code], facts, cause)
}
