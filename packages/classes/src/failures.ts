// The catalogue of this package: everything that can go wrong with its classes, each with what happened, to whom, and what to
// do. `fail` makes the error; programs switch over `code` and read `facts`.

import { type CatalogueEntry, type Facts, InstarError } from '@instar/core'

export const catalogue = {
  'bad-setting': {
    message: '{class} cannot work as it was asked to:\n{problems}',
    advice: '',
  },
  // ---- supervisors -----------------------------------------------------------------------------------------------
  'bad-children': {
    message: '{class} {pid} cannot supervise as it is told:\n{list}',
    advice: '',
  },
  'child-not-started': {
    message: 'The child {child} of {class} {pid} could not be started: {error}',
    advice: 'The cause is chained.',
  },
  'too-many-restarts': {
    message:
      '{class} {pid} gives up: its child {child} ({childClass}) {exit}, and with that {count} restarts would have been needed within {withinMs} ms, where {restarts} are borne.',
    advice: 'Look at the cause, which is chained where there is one; `intensity()` says how many are borne.',
  },
  'no-such-child': {
    message: '{class} {pid} has no child {child}.',
    advice: '`childrenNow()` tells those that it has.',
  },
  'child-exists': {
    message: '{class} {pid} has a child {child} already.',
    advice: 'Give the new one an id of its own, or none.',
  },
  'too-many-children': {
    message: '{class} {pid} has {count} children, and `maxChildren()` allows no more.',
    advice: 'Wait until some have ended, or allow more.',
  },
  // ---- state machines ------------------------------------------------------------------------------------------------
  'no-state': {
    message: '{machine} has no state {state}: its states are {known}.',
    advice: 'Add it to `states`, or bring the attribute `state` to one of them by a migration.',
  },
  'no-handler': {
    message: '{machine} does not handle the event {event} in its state {state}.',
    advice: "Add a handler to that state or to '*' in `states`, or override `unhandled`.",
  },
  'bad-event': {
    message: '{machine} was given the event {event}, which is the name of enter actions.',
    advice: 'Give the event another name.',
  },
  'bad-outcome': {
    message: '{machine}: the handler of {event} in the state {state} returned {value}, which decides nothing.',
    advice: 'Return one of the moves that `states` is given, or nothing to keep state and data.',
  },
  'asynchronous-handler': {
    message: '{machine}: the handler of {event} in the state {state} returned a promise.',
    advice: 'A handler decides at once: let the outcome of what takes time come as an event of its own.',
  },
  'bad-enter': {
    message: '{machine}: the enter action of the state {state} changes the state, or postpones or inserts an event.',
    advice: 'Let it keep or update its data, start time-outs and answer; a time-out of 0 ms lets an event follow.',
  },
  'taken-timeout': {
    message: 'A time-out of the event {event} was to have the name {name}, which has a meaning of its own.',
    advice: 'Use stateTimeout or eventTimeout, or another name.',
  },
  'bad-timeout': {
    message: 'The time-out {name} of the event {event} was to take {ms} ms.',
    advice: 'Give a number of milliseconds from 0 on, or Infinity for never.',
  },
  'nested-event': {
    message: '{machine} was given the event {event} by a handler, which only decides.',
    advice: "Let the handler's outcome insert it, or send it by the machine's own ref.",
  },
  'no-event': {
    message: '{machine} was asked for its asker while it handles no event.',
    advice: 'Call asker() in a handler, and keep what it gives in the data.',
  },
  'unanswered-event': {
    message: '{machine} handled the event {event}, is in the state {state}, and has not answered.',
    advice:
      'Let the handler reply, postpone the event, or keep asker() for a later answer; or send it instead of asking.',
  },
  'late-answer': {
    message: '{machine} has not answered {event} within {ms} ms.',
    advice: 'Give `answered` a longer timeout, or find out what the machine waits for.',
  },
  'lost-answer': {
    message: 'The answer for which {ticket} was given will not come: the ticket {exit}.',
    advice: 'Its machine has probably ended; ask again when it is there.',
  },
  // ---- registries ------------------------------------------------------------------------------------------------
  'bad-key': {
    message: '{key} is no key: a key is a text that is not empty, or a number.',
    advice: '',
  },
  'key-taken': {
    message: 'The key {key} is held by {class} {pid}.',
    advice: 'Take another key, or look its holder up with `whereis`.',
  },
  'no-registrant': {
    message: 'Nobody is named for the key {key}, and this was not sent by an instance.',
    advice: 'Hand over the ref of the instance.',
  },
  // ---- publish and subscribe -------------------------------------------------------------------------------------
  'bad-subscription': {
    message: '{subscriber} cannot subscribe like this:\n{problems}',
    advice: '',
  },
  // ---- tasks and pools -------------------------------------------------------------------------------------------
  'no-static-method': {
    message: '{class} has no static method {method}.',
    advice: 'Decorate it with @staticMethod().',
  },
  'task-late': {
    message: '{class} {pid} was not done within {ms} ms.',
    advice: 'Give it a larger `timeLimit`.',
  },
  'task-over': {
    message: '{class} {pid} has ended.',
    advice: '',
  },
  'work-ended': {
    message: '{class} {pid} ended without a result: it {exit}.',
    advice: '',
  },
  'pool-full': {
    message: '{class} {pid} takes no more jobs: {waiting} wait already.',
    advice: 'Try again later, make the queue longer, or give the pool more workers with `resize`.',
  },
  'pool-closed': {
    message: '{class} {pid} takes no more jobs: it is closed.',
    advice: '',
  },
  'job-dropped': {
    message: '{class} {pid} has dropped a job that had waited for {ms} ms, because a newer one came.',
    advice: 'Make the queue longer, or give the pool more workers with `resize`.',
  },
  'job-late': {
    message: '{class} {pid} had no place for a job in its queue within {ms} ms.',
    advice: 'Make the queue longer, or give the pool more workers with `resize`.',
  },
  'job-crashed-worker': {
    message: '{class} {pid} ended while it ran a job: it {exit}.',
    advice: 'The option `retries` says how often a job is given to another worker.',
  },
  // ---- identities ------------------------------------------------------------------------------------------------
  'bad-identity': {
    message: '{class} {pid} has {identity} as its identity.',
    advice: 'Give it a text that is not empty, or nothing, and it makes one.',
  },
  'identity-taken': {
    message: 'The identity {identity} is that of {holder}.',
    advice: 'Stop the other one first, or give the new one an identity of its own.',
  },
  // ---- serialisation ---------------------------------------------------------------------------------------------
  'not-serialisable': {
    message: '{value} cannot be serialised: it is no ref of an instance that has the trait Serialisable.',
    advice: 'Name the trait in `@actor({ traits: [Serialisable] })`.',
  },
  unwritable: {
    message: 'The state of {class} {pid} cannot be written:\n{list}',
    advice: 'Hand over a transformer, or let `beforeSerialise` return what is to be written instead.',
  },
  'truncated-stream': {
    message: 'The instances end too early: {problem}.',
    advice: 'Copy them again, and look whether the disk was full. The {read} entries before that are sound.',
  },
  'altered-entry': {
    message: 'Entry {entry} has been altered since it was written: its sum does not agree.',
    advice: 'Copy the instances again. The {read} entries before it are sound.',
  },
  'malformed-entry': {
    message: 'Entry {entry} is not written as an entry is: it {problem}.',
    advice: 'Only what writes instances should write entries. The {read} entries before it are sound.',
  },
  'newer-format': {
    message: 'Entry {entry} has the format {format}; the format {known} is read here.',
    advice: 'Update @instar/classes.',
  },
  'unrevived-entry': {
    message: 'Entry {entry}, {class} {pid}, could not be revived: {error}',
    advice: 'The cause is chained. The {read} entries before it live.',
  },
  'not-one-instance': {
    message: 'One instance was to be read, and there {count}.',
    advice: 'Use `readInstances` for any number of them.',
  },
  // ---- streams ---------------------------------------------------------------------------------------------------
  'target-ended': {
    message: '{class} {pid}, which {method} was sent to, {exit}.',
    advice: '',
  },
  'request-failed': {
    message: 'The request {method} to {class} {pid} for the item {index} of the stream failed: {error}',
    advice: 'The cause is chained.',
  },
  'stream-overrun': {
    message: '{count} items wait for {method} of {class} {pid}: the stream is faster than its answers.',
    advice: 'Feed it from `paced(...)`, raise `concurrency` or `buffer`, or leave items out before it.',
  },
  'bad-stream-option': {
    message: 'The option {option} is {value}: {problem}.',
    advice: '',
  },
  // ---- event managers ------------------------------------------------------------------------------------------------
  'no-such-handler': {
    message: '{manager} has no handler {id}: it has {known}.',
    advice: 'Add it first; a handler that failed has been removed.',
  },
  'taken-handler': {
    message: '{manager} has a handler {id} already.',
    advice: 'Choose another id, or swap the handler that is there.',
  },
  'handler-failed': {
    message: 'The handler {id} of {manager} failed at a question, and was removed. The cause is chained.',
    advice: '',
  },
  'refused-swap': {
    message: 'The handler {id} of {manager} was not replaced by {newId}, and stays. The cause is chained.',
    advice: 'Mend its handOver or the takeOver of its successor.',
  },
  'not-a-handler': {
    message: '{class} cannot be the handler {id}: it does not extend EventHandler.',
    advice: 'Let it extend EventHandler, or let a handler send to an instance of it.',
  },
  'unanswering-handler': {
    message: '{handler} answers no questions.',
    advice: 'Override its handleCall.',
  },
  'promising-handler': {
    message: '{handler} returned a promise.',
    advice: 'A handler is done when it returns: let it send to an instance what takes time.',
  },
  'no-adder': {
    message: 'The handler {id} was to be supervised, or its end told, and no instance has added it.',
    advice: 'Let the instance add it that is to be watched and told.',
  },
  'untold-adder': {
    message: 'The handler {id} was to tell its end to {adder} by {method}, which that does not have.',
    advice: 'Give `tell` the name of a oneway of the instance that adds the handler.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ClassesFailureCode = keyof typeof catalogue

/** Every error of this package; switch over `code`. `isInstarError` recognises it. */
export type ClassesFailure = InstarError<ClassesFailureCode>

export function fail(code: ClassesFailureCode, facts: Facts, cause?: unknown): ClassesFailure {
  return new InstarError<ClassesFailureCode>(code, catalogue[code], facts, cause)
}
