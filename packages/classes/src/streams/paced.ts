// A stream that can wait: made of something that is asked for its items, and asked only when there is room for one. An
// Observable pushes and cannot be told to slow down; so `requestThrough`, right behind a paced stream, pulls it instead.

import { Observable } from 'rxjs'

/** Where items are asked for, one at a time. */
export interface Puller<T> {
  /** The next item; undefined when there is none any more. */
  next(): Promise<{ readonly item: T } | undefined>
  /** No more will be asked for. */
  close(): void
}

/** An Observable that can also be pulled. Subscribed to like any other, it gives its items one after the other. */
export class Paced<T> extends Observable<T> {
  constructor(private readonly items: Iterable<T> | AsyncIterable<T>) {
    super((listener) => {
      const puller = this.pull()
      const goOn = async (): Promise<void> => {
        for (let next = await puller.next(); next !== undefined; next = await puller.next()) {
          if (listener.closed) return
          listener.next(next.item)
        }
        listener.complete()
      }
      goOn().catch((error: unknown) => listener.error(error))
      return () => puller.close()
    })
  }

  /** Begins to iterate. */
  pull(): Puller<T> {
    const source = this.items
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    return {
      async next() {
        const { done, value } = await iterator.next()
        return done === true ? undefined : { item: value as T }
      },
      close() {
        // A source that fails at its end has nobody left to tell.
        void Promise.resolve(iterator.return?.()).catch(() => {})
      },
    }
  }
}

/** A stream of what can be iterated (a list, a generator, the rows of a query, a stream of Node's), at the pace of its taker. */
export function paced<T>(source: Iterable<T> | AsyncIterable<T>): Paced<T> {
  return new Paced(source)
}
