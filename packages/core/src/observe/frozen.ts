// What is handed to observers is a picture of its moment: plain data, frozen all through.

/** Freezes plain data and everything in it. */
export function frozen<T>(data: T): T {
  if (typeof data === 'object' && data !== null && !Object.isFrozen(data)) {
    for (const value of Object.values(data)) frozen(value)
    Object.freeze(data)
  }
  return data
}
