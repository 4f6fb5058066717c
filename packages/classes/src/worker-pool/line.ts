// A line: first come, first served. Plain data; taking from its front costs the same however long it is, because what was taken
// is let go of in bulk, when it has become half of the list.

export interface Line<T> {
  items: T[]
  front: number
}

export function emptyLine<T>(): Line<T> {
  return { items: [], front: 0 }
}

export function length({ items, front }: Line<unknown>): number {
  return items.length - front
}

/** Who is at the front. */
export function first<T>({ items, front }: Line<T>): T | undefined {
  return items[front]
}

export function push<T>(line: Line<T>, item: T): void {
  line.items.push(item)
}

/** Takes who is at the front. */
export function shift<T>(line: Line<T>): T | undefined {
  if (line.front === line.items.length) return undefined
  const item = line.items[line.front]!
  line.front += 1
  if (line.front * 2 > line.items.length) {
    line.items = line.items.slice(line.front)
    line.front = 0
  }
  return item
}
