// Entry transformers: what is written in place of a value, and what is read back for it. Made for whole programs, while the
// hooks of a class are for that class: a transformer knows a type wherever it occurs, or one attribute of one class. What it
// wrote carries its name, so that the same transformer is found when it is read. Ancestor: WOOPER's entry transformers.

/** Where a value stands. */
export interface EntryPlace {
  /** The class that declares the attribute. */
  readonly class: string
  readonly attribute: string
}

/** Turns values into others that can be written, and back. */
export interface EntryTransformer {
  /** Recorded with what it wrote; what has been written is read by the transformer of this name. */
  readonly name: string
  /** Whether it is for a value. Asked for every attribute's value, and, unless `ofAttributes`, for every object in it. */
  matches(value: unknown, place: EntryPlace): boolean
  /** Whether only the value of an attribute itself concerns it, and not what that contains. */
  readonly ofAttributes: boolean
  /** What is written: anything that can be written without this transformer. Must not change the value. */
  write(value: unknown, place: EntryPlace): unknown
  /** The value again, from what was written, before any migration. */
  read(written: unknown, place: EntryPlace): unknown
}

/** A transformer of all instances of a type: `transformType('money', Money, { write: (m) => m.cents, read: (c) => new Money(c) })`. */
export function transformType<T extends object, W>(
  name: string,
  type: abstract new (...args: never[]) => T,
  ways: { readonly write: (value: T) => W; readonly read: (written: W) => T },
): EntryTransformer {
  return {
    name,
    ofAttributes: false,
    matches: (value) => value instanceof type,
    write: (value) => ways.write(value as T),
    read: (written) => ways.read(written as W),
  }
}

/** A transformer of one attribute of a class: `transformAttribute('Cat.socket', { write: () => null, read: () => connect() })`. */
export function transformAttribute<T, W>(
  attribute: `${string}.${string}`,
  ways: { readonly write: (value: T) => W; readonly read: (written: W) => T },
): EntryTransformer {
  return {
    name: attribute,
    ofAttributes: true,
    matches: (_, place) => `${place.class}.${place.attribute}` === attribute,
    write: (value) => ways.write(value as T),
    read: (written) => ways.read(written as W),
  }
}
