// Judges what was recorded of one class, by itself. All defects are gathered, each with its cure; what concerns several
// levels of a lineage at once is judged by the loader, which sees them together.

import { hookNames } from './hooks.js'
import { compareVersions, isVersion } from '../base/version.js'
import type { ClassRecord, ClassValue } from './metadata.js'
import { isMigrationList, type Migration } from './migration.js'
import { uncarriedMembers } from './source.js'

/** Names that refs, instances or the language keep for themselves. */
const reservedNames = new Set(
  (
    'then constructor __proto__ toString toJSON valueOf ' +
    'pid className exited with stop kill changes$ ' +
    'self sender system spawn spawnNow link unlink monitor after every as construct passive callback bind takeName callSignal'
  ).split(' '),
)
const hooks: ReadonlySet<string> = new Set(hookNames)

/** The defects of a class, as sentences; empty when there are none. */
export function classDefects(value: ClassValue, record: ClassRecord): string[] {
  return [
    ...optionDefects(record),
    ...record.misuses,
    ...sourceDefects(value),
    ...nameDefects(value, record),
    ...loopDefects(value),
    ...aliasDefects(record),
    ...mailboxDefects(record),
    ...stopTimeoutDefects(record),
    ...initialDefects(record),
    ...migrationDefects(record),
  ]
}

const knownOptions = ['version', 'name', 'description', 'traits', 'sticky', 'mailbox', 'migrations', 'stopTimeout']

function* optionDefects({ options }: ClassRecord): Generator<string> {
  if (options === undefined) {
    yield "it is not decorated: put `@actor({ version: '1.0.0' })` on it"
  } else if (!isVersion(options.version)) {
    yield `its version is ${JSON.stringify(options.version)}: write it as major.minor.patch, such as '1.0.0'`
  }
  if (options === undefined) return
  for (const option of Object.keys(options)) {
    if (!knownOptions.includes(option)) yield `@actor has no option ${option}: it has ${knownOptions.join(', ')}`
  }
  if (options.migrations !== undefined && !isMigrationList(options.migrations)) {
    yield 'its migrations are no list of migration(...): write `migrations: [migration(from, ...)]`'
  }
  const { name } = options
  if (name !== undefined && !/^[\p{ID_Start}$_][\p{ID_Continue}$.\-/]*$/u.test(name)) {
    yield `its name is ${JSON.stringify(name)}: begin with a letter and go on with letters, digits, ".", "-" or "/"`
  }
}

function* sourceDefects(value: ClassValue): Generator<string> {
  for (const member of uncarriedMembers(Function.prototype.toString.call(value))) {
    yield `it has ${member}, which no upgrade can carry: use TypeScript's \`private\` and a plain field`
  }
}

function* nameDefects(value: ClassValue, record: ClassRecord): Generator<string> {
  for (const name of [...record.attributes.keys(), ...record.methods.keys(), ...record.services.keys()]) {
    if (reservedNames.has(name)) yield `${name} is a reserved name: choose another`
    if (hooks.has(name))
      yield `${name} is called by the runtime and cannot be sent or declared: take the decorator away`
  }
  for (const name of record.attributes.keys()) {
    if (Object.hasOwn(value.prototype, name)) yield `${name} is an attribute and a method at once: rename one of them`
  }
  for (const name of Object.getOwnPropertyNames(value.prototype)) {
    const isUndecorated = !record.methods.has(name) && name !== 'constructor'
    if (isUndecorated && reservedNames.has(name)) yield `${name} is a reserved name: choose another for the method`
  }
}

function* aliasDefects(record: ClassRecord): Generator<string> {
  const owners = new Map<string, string>()
  for (const { name, aliases } of record.methods.values()) {
    for (const alias of aliases.keys()) {
      const owner = owners.get(alias)
      if (owner !== undefined) yield `${owner} and ${name} both have the alias ${alias}: leave it to one of them`
      owners.set(alias, name)
      if (reservedNames.has(alias) || hooks.has(alias))
        yield `${name} has the alias ${alias}, which is a reserved name: choose another`
      if (record.methods.has(alias) || record.attributes.has(alias)) {
        yield `${name} has the alias ${alias}, which is a member of the class itself: take the alias away`
      }
    }
  }
}

function* mailboxDefects({ options }: ClassRecord): Generator<string> {
  const bound = options?.mailbox
  if (bound === undefined) return
  if (typeof bound !== 'object' || bound === null) {
    yield 'its mailbox is no object: write `mailbox: { capacity, overflow }` or `mailbox: { order }`'
    return
  }
  const { order, capacity, overflow } = bound
  if (order !== undefined && typeof order !== 'symbol' && (typeof order !== 'string' || order === '')) {
    yield 'the order of its mailbox is no token: name the symbol or the text that a MailboxOrder is bound to'
  }
  if (order === undefined || capacity !== undefined || overflow !== undefined) yield* boundDefects(capacity, overflow)
}

function* boundDefects(capacity: unknown, overflow: unknown): Generator<string> {
  if (!Number.isInteger(capacity) || (capacity as number) < 1) {
    yield `the capacity of its mailbox is ${String(capacity)}: give a whole number from 1 on`
  }
  if (!['reject', 'drop-newest', 'drop-oldest'].includes(overflow as string)) {
    yield `the overflow of its mailbox is ${JSON.stringify(overflow)}: say 'reject', 'drop-newest' or 'drop-oldest'`
  }
}

function* stopTimeoutDefects({ options }: ClassRecord): Generator<string> {
  const ms = options?.stopTimeout
  if (ms === undefined || (typeof ms === 'number' && ms > 0)) return
  yield `its stopTimeout is ${String(ms)}: give a positive number of milliseconds, or Infinity`
}

const generators = new Set<unknown>([function* () {}, async function* () {}].map((each) => Object.getPrototypeOf(each)))

function* loopDefects({ prototype }: ClassValue): Generator<string> {
  const main: unknown = Object.getOwnPropertyDescriptor(prototype, 'main')?.value
  if (typeof main === 'function' && !generators.has(Object.getPrototypeOf(main))) {
    yield 'main is called by the runtime as the main loop: write it as a generator, `*main()` or `async *main()`'
  }
}

function* initialDefects(record: ClassRecord): Generator<string> {
  for (const { name, initial } of record.attributes.values()) {
    if (typeof initial === 'object' && initial !== null) {
      yield `the initial value of ${name} is an object that all instances would share: give a function that makes one`
    }
  }
}

function* migrationDefects({ options }: ClassRecord): Generator<string> {
  const migrations = options?.migrations ?? []
  if (options === undefined || !isVersion(options.version) || !isMigrationList(migrations)) return
  const sorted = sortMigrations(migrations)
  for (const [i, { from, to }] of sorted.entries()) {
    const next = sorted[i + 1]?.from ?? options.version
    if (compareVersions(from, options.version) >= 0) {
      yield `its migration from ${from} does not start before its version ${options.version}`
    } else if (i > 0 && sorted[i - 1]!.from === from) {
      yield `it has two migrations from ${from}: keep one`
    } else if (to !== undefined && to !== next) {
      yield `its migrations leave a gap: that from ${from} ends at ${to}, the next begins at ${next}`
    }
  }
}

/** Migrations in the order of the versions that they start from. */
export function sortMigrations(migrations: readonly Migration[]): Migration[] {
  return migrations.toSorted((a, b) => compareVersions(a.from, b.from))
}
