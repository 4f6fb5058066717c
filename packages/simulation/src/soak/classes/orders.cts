// What the loader tells the classes of one load: their versions, and the trouble that they are to make. At run time the loader
// puts its own object in the place of this module, another one for each load.

interface Orders {
  /** The version of a class in this load; its major number is its edition. */
  version(name: string): string
  /** Makes the class of the edition that is wanted, and none of the others. */
  pick<T>(name: string, editions: readonly [() => object, () => object, () => T]): T
  /** Called by each step of a migration: may throw, may take its time, may ask for a spoilt result. */
  meddle(name: string): 'spoil' | undefined
  /** Called by the load hook of each class: may throw. */
  load(name: string): void
}

declare const orders: Orders
export = orders
